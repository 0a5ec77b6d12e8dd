// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.content;

import static dev.llmops.registry.content.ContentKit.random;
import static dev.llmops.registry.content.ContentKit.sha256;
import static dev.llmops.registry.content.UploadsTest.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Role;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.TenantId;
import dev.llmops.kernel.Ulids;
import dev.llmops.kits.clock.MutableClock;
import dev.llmops.kits.postgres.PostgresKit;
import dev.llmops.platform.sql.RoomSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TiersTest {
    @RegisterExtension
    static final PostgresKit POSTGRES = PostgresKit.of(new RoomSchema("registry"));

    @TempDir
    static Path bucket;

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private static S3Server server;

    @SuppressWarnings("NullAway.Init")
    private ContentKit kit;

    @SuppressWarnings("NullAway.Init")
    private Caller caller;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = S3Server.start(bucket);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void openAnOrganisationOfItsOwn() {
        kit = kit("objects", false);
        caller = PostgresKit.caller(new TenantId(Ulids.next()), Role.ADMIN);
    }

    private ContentKit kit(String name, boolean hotInS3) {
        ContentSettings s = ContentKit.settings(directory, server.bucket(name));
        return new ContentKit(
                POSTGRES,
                new ContentSettings(
                        s.hot(),
                        s.warm(),
                        hotInS3,
                        s.s3(),
                        100L << 20,
                        1L << 30,
                        0,
                        s.uploadLife(),
                        s.verifyEvery(),
                        Long.MAX_VALUE),
                new MutableClock(Instant.now().truncatedTo(ChronoUnit.MICROS)));
    }

    @Test
    void whatNobodyReadsGoesColdAndIsReadFromThereAndComesBack() throws IOException {
        byte[] content = random(40 << 20, 1);
        byte[] small = random(100, 2);
        ContentRow row = kit.stored(caller, content);
        kit.stored(caller, small);
        kit.rules.replace(caller, null, List.of(new ContentRule(Tier.COLD, 30, 1_000L, null)));

        kit.keeper.round();
        assertThat(tier(content)).isEqualTo(Tier.HOT);
        kit.clock.advance(Duration.ofDays(31));
        kit.keeper.round();

        assertThat(tier(content)).isEqualTo(Tier.COLD);
        assertThat(tier(small)).isEqualTo(Tier.HOT);
        Path before = kit.blobs.files().file(caller.tenant(), row.location()).orElseThrow();
        assertThat(before).exists();
        kit.clock.advance(ContentEntry.GRACE.plusSeconds(1));
        kit.keeper.round();
        assertThat(before).doesNotExist();

        ContentRow cold = kit.catalogue.get(caller.tenant(), ContentDigest.parse(sha256(content)));
        ByteRange range = new ByteRange((20 << 20) + 5, 1_000);
        var bytes = (ContentCatalogue.Bytes.Streamed) kit.catalogue.open(caller.tenant(), cold, range);
        try (InputStream stream = bytes.stream()) {
            assertThat(stream.readAllBytes())
                    .isEqualTo(Arrays.copyOfRange(content, (20 << 20) + 5, (20 << 20) + 1_005));
        }
        kit.keeper.round();
        assertThat(tier(content)).isEqualTo(Tier.HOT);
        try (InputStream whole = kit.door.open(caller.tenant(), sha256(content))) {
            assertThat(whole.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void theFirstRuleThatFitsDecidesAndAKindIsThatOfAVersion() throws IOException {
        byte[] data = random(5_000, 3);
        byte[] model = random(5_000, 4);
        String dataset = kit.asset(caller, "draft");
        kit.stored(caller, data);
        kit.stored(caller, model);
        kit.artifacts.put(caller, dataset, new ArtifactName("rows.parquet"), ContentDigest.parse(sha256(data)));

        kit.rules.replace(
                caller,
                null,
                List.of(
                        new ContentRule(Tier.WARM, 0, null, List.of("model")),
                        new ContentRule(Tier.COLD, 400, null, null)));
        kit.keeper.round();

        assertThat(tier(data)).isEqualTo(Tier.WARM);
        assertThat(tier(model)).isEqualTo(Tier.HOT);
        assertThat(Files.exists(kit.settings.warm())).isTrue();
    }

    @Test
    void objectsMayLieInABucketFromTheBeginning() throws IOException {
        kit = kit("objects", true);
        byte[] content = random(1_000_000, 5);

        kit.stored(caller, content);

        try (InputStream whole = kit.door.open(caller.tenant(), sha256(content))) {
            assertThat(whole.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void aBucketThatRefusesKeepsTheObjectWhereItIs() throws IOException {
        byte[] content = random(10_000, 6);
        kit.stored(caller, content);
        kit.rules.replace(caller, null, List.of(new ContentRule(Tier.COLD, 0, null, null)));
        ContentKit wrong = kit("another", false);

        wrong.keeper.round();

        assertThat(tier(content)).isEqualTo(Tier.HOT);
        assertThat(kit.door.open(caller.tenant(), sha256(content)).readAllBytes())
                .isEqualTo(content);
    }

    @Test
    void aDamagedObjectOfTheBucketNeverEndsWell() throws IOException {
        byte[] content = random(10_000, 7);
        kit.stored(caller, content);
        kit.rules.replace(caller, null, List.of(new ContentRule(Tier.COLD, 0, null, null)));
        kit.keeper.round();
        ContentRow cold = kit.catalogue.get(caller.tenant(), ContentDigest.parse(sha256(content)));
        byte[] other = content.clone();
        other[5_000] ^= 1;
        kit.blobs.of(Tier.COLD).put(caller.tenant(), cold.location(), ContentKit.stream(other), other.length);

        assertThatThrownBy(() -> kit.door.open(caller.tenant(), sha256(content)).readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no longer have the digest");
        refused(ErrorCode.CHECKSUM_FAILED, "kept apart", () -> kit.door.open(caller.tenant(), sha256(content)));
    }

    @Test
    void rulesOfATierThatIsNotThereAreRefusedAndChangesTakeTheirTag() {
        ContentKit without = new ContentKit(POSTGRES, directory);
        refused(
                ErrorCode.VALIDATION_FAILED,
                "cold needs a bucket",
                () -> without.rules.replace(caller, null, List.of(new ContentRule(Tier.COLD, 0, null, null))));

        kit.rules.replace(caller, null, List.of());
        refused(ErrorCode.PRECONDITION_REQUIRED, "If-Match", () -> kit.rules.replace(caller, null, List.of()));
        assertThat(kit.rules.replace(caller, "\"1\"", List.of()).revision()).isEqualTo(2);
    }

    private Tier tier(byte[] content) {
        return kit.catalogue
                .get(caller.tenant(), ContentDigest.parse(sha256(content)))
                .tier();
    }
}
