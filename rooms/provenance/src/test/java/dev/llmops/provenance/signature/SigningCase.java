// SPDX-License-Identifier: Apache-2.0
package dev.llmops.provenance.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.contracts.registry.Asset;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.clock.MutableClock;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import dev.llmops.provenance.crypto.KeyAlgorithm;
import dev.llmops.provenance.crypto.Pem;
import dev.llmops.provenance.model.ModelVerifier;
import dev.llmops.provenance.rule.SigningRules;
import dev.llmops.provenance.trust.Builders;
import dev.llmops.provenance.trust.SigningKeys;
import dev.llmops.provenance.trust.TrustRoot;
import dev.llmops.provenance.trust.TrustRoots;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The room over a real database, with one model of an organisation of its own for each test. */
abstract class SigningCase {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("provenance"));

    final MutableClock clock = MutableClock.atNoon();
    final RegistryFake registry = new RegistryFake();
    final TrustRoots roots = new TrustRoots(POSTGRES.database(), clock);
    final Builders builders = new Builders(POSTGRES.database(), clock);
    final SigningKeys keys = new SigningKeys(roots, POSTGRES.database(), POSTGRES.sealer());
    final AssetDocuments documents = new AssetDocuments(
            POSTGRES.database(), () -> registry, roots, builders, new AssetVerifier(new ModelVerifier()), clock);
    final AssetSigning signing = new AssetSigning(documents, keys);
    final SigningRules rules = new SigningRules(POSTGRES.database(), documents, clock);
    // An organisation of its own for each test.
    final Caller admin = PostgresKit.caller(new TenantId(Ulids.next()), Role.ADMIN);
    final Asset model =
            registry.put(admin, AssetKind.MODEL, "chat", "{\"type\":\"completion\"}", Map.of("tier", "gold"));

    TrustRoot trust(String name, KeyPair pair, String... purposes) {
        return roots.register(
                admin,
                new TrustRoots.Registration(
                        name,
                        Pem.write(Pem.PUBLIC_KEY, pair.getPublic().getEncoded()),
                        null,
                        purposes.length == 0 ? null : List.of(purposes),
                        null,
                        null));
    }

    SentDocument detached(KeyAlgorithm algorithm, KeyPair pair, @Nullable String keyId) {
        byte[] text = registry.canonical(admin, model.id()).orElseThrow().text().getBytes(UTF_8);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("signature", Base64.getEncoder().encodeToString(algorithm.sign(pair.getPrivate(), text)));
        if (keyId != null) {
            json.put("key_id", keyId);
        }
        return SentDocument.of(SentDocument.Format.DETACHED, json);
    }

    static Problem refused(ErrorCode code, ThrowingCallable call) {
        Problem problem = catchThrowableOfType(Problem.class, call);
        assertThat(problem).isNotNull();
        assertThat(problem.code()).isEqualTo(code);
        return problem;
    }
}
