// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kernel.Violation;
import dev.llmops.registry.version.SemVer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {
    private static final ManifestReader READER =
            new ManifestReader(new ManifestSchemas((tenant, kind) -> Optional.empty()));

    @Test
    void aYamlManifestIsRead() {
        Manifest manifest = READER.readOne(
                Manifests.TENANT, Manifests.model("support-large", "1.4.0").getBytes(UTF_8));
        assertThat(manifest.kind()).isEqualTo(AssetKind.MODEL);
        assertThat(manifest.name()).isEqualTo("support-large");
        assertThat(manifest.version()).hasToString("1.4.0");
        assertThat(manifest.provider()).isEqualTo("openai");
        assertThat(manifest.content().tags()).containsExactly("chat", "support");
        assertThat(manifest.content().labels()).containsEntry("team", "support");
    }

    @Test
    void everyFaultIsNamedWithPointerAndLine() {
        Problem problem = refusal("""
                apiVersion: llmops/v1
                kind: model
                metadata:
                  name: Support
                  version: 1.x
                  license: MIT
                  labels: {"bad key": x, ok: 1}
                spec:
                  type: chat
                  capabilities:
                    context_length: many
                """);
        assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
        assertThat(problem.violations())
                .extracting(Violation::field, Violation::value, Violation::line)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("/metadata/name", "Support", 4),
                        org.assertj.core.groups.Tuple.tuple("/metadata/version", "1.x", 5),
                        org.assertj.core.groups.Tuple.tuple("/metadata/license", "MIT", 6),
                        org.assertj.core.groups.Tuple.tuple("/metadata/labels", "bad key", 7),
                        org.assertj.core.groups.Tuple.tuple("/metadata/labels/ok", "1", 7),
                        org.assertj.core.groups.Tuple.tuple("/spec/provider", null, 9),
                        org.assertj.core.groups.Tuple.tuple("/spec/type", "chat", 9),
                        org.assertj.core.groups.Tuple.tuple("/spec/capabilities/context_length", "many", 11));
        assertThat(problem.detail())
                .contains("/metadata/version (line 5): '1.x' (expected: SemVer 2.0, such as 1.4.0)")
                .contains("expected: one of name, version, description, owner, licence, tags, labels)");
    }

    @Test
    void jsonHasLinesToo() {
        Problem problem = refusal("{\"apiVersion\":\"llmops/v1\",\"kind\":\"model\",\n\"metadata\":{\"name\":\"a\",\n"
                + "\"version\":\"v1.0\"},\n\"spec\":{\"type\":\"completion\",\"provider\":\"p\"}}");
        assertThat(problem.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.field()).isEqualTo("/metadata/version");
            assertThat(violation.line()).isEqualTo(3);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.x", "v1.0", "01.0.0", "1.0", "1.0.0-01", "'1.0.0\\n'", "\"1.0.0\\n\"", "1.4"})
    void aVersionThatIsNoSemVerIsRefused(String version) {
        assertThat(refusal(Manifests.model("a", version)).violations())
                .extracting(Violation::field, Violation::expected)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("/metadata/version", SemVer.EXPECTED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "-a",
                "a//b",
                "/a",
                "a/",
                "a b",
                "\"a\\n\"",
                "versions",
                "a/versions",
                "a/versions/b",
                "é",
                "a/.b"
            })
    void aNameOutsideItsFormIsRefused(String name) {
        assertThat(refusal(Manifests.model(name, "1.0.0")).violations())
                .extracting(Violation::field)
                .containsExactly("/metadata/name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "a.b_c-d", "team/sub/a", "versions2", "a-versions"})
    void aNameInItsFormIsTaken(String name) {
        assertThat(READER.readOne(
                                Manifests.TENANT,
                                Manifests.model("'" + name + "'", "1.0.0").getBytes(UTF_8))
                        .name())
                .isEqualTo(name);
    }

    @Test
    void severalDocumentsAreReadAndLinesCountThroughThem() {
        List<Manifest> manifests = READER.read(
                Manifests.TENANT,
                (Manifests.model("a", "1.0.0") + "---\n" + Manifests.prompt("b", "1.0.0") + "---\n").getBytes(UTF_8));
        assertThat(manifests).extracting(Manifest::name).containsExactly("a", "b");
        Problem problem = refusal(Manifests.model("a", "1.0.0") + "---\n" + Manifests.model("b", "1"));
        int lines = (int) Manifests.model("a", "1.0.0").lines().count();
        assertThat(problem.violations()).singleElement().satisfies(violation -> assertThat(violation.line())
                .isEqualTo(lines + 1 + 5));
    }

    @Test
    void documentsInJsonMayFollowEachOtherAsYaml() {
        String one =
                "{\"apiVersion\":\"llmops/v1\",\"kind\":\"model\",\"metadata\":{\"name\":\"NAME\",\"version\":\"1.0.0\"},"
                        + "\"spec\":{\"type\":\"completion\",\"provider\":\"p/q\"}}";
        String stream = one.replace("NAME", "a") + "\n---\n" + one.replace("NAME", "b");
        assertThat(READER.read(Manifests.TENANT, stream.getBytes(UTF_8)))
                .extracting(Manifest::provider)
                .containsExactly("p/q", "p/q");
    }

    @Test
    void oneVersionTwiceIsRefused() {
        assertThat(refusal(Manifests.model("a", "1.0.0") + "---\n" + Manifests.model("a", "1.0.0"))
                        .detail())
                .contains("model a@1.0.0");
    }

    @Test
    void moreThanAHundredDocumentsAreRefused() {
        assertThat(READER.read(Manifests.TENANT, documents(100))).hasSize(100);
        Problem problem = catchThrowableOfType(Problem.class, () -> READER.read(Manifests.TENANT, documents(101)));
        assertThat(problem.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
    }

    private static byte[] documents(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("---\n").append(Manifests.model("m" + i, "1.0.0"));
        }
        return text.toString().getBytes(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "# nothing",
                "---",
                "[]",
                "text",
                "12",
                "null",
                "{",
                "{]",
                "{}x",
                "{\"a\":1,\"a\":2}",
                "a: 1\na: 2",
                "a: [",
                "a: !!java.net.URL [\"http://x\"]",
                "a: !x 1",
                "a: !!binary AAAA",
                "? [a]\n: b",
                "a: *b",
                "\ta: b",
                "a: \"\\0\"",
                "{\"a\":\"\\u0000\"}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":1e999}",
                "a: 1e999",
                "a: 9007199254740993",
                "a: &x [*x]",
                "{\"a\":tru}",
                "%YAML 9.9\n---\na",
                "a: 1e99999999999",
                "{\"a\":1e-999999999}",
                "a: &a {b: *a}"
            })
    void whatIsNoManifestIsRefused(String text) {
        Problem problem = refusal(text);
        assertThat(problem.code()).isIn(ErrorCode.MALFORMED_REQUEST, ErrorCode.VALIDATION_FAILED);
        assertThat(problem.detail()).isNotBlank();
    }

    @Test
    void aKeyThatAppearsTwiceIsNamedWithItsLine() {
        assertThat(refusal("apiVersion: llmops/v1\nkind: model\nkind: model\n").detail())
                .isEqualTo("The document cannot be read: line 3: the key 'kind' appears twice");
    }

    @Test
    void aliasesAreFollowedButABombIsRefused() {
        Manifest manifest = READER.readOne(
                Manifests.TENANT,
                Manifests.model("a", "1.0.0")
                        .replace("{team: support}", "{team: &t support, owner: *t}")
                        .getBytes(UTF_8));
        assertThat(manifest.content().labels()).containsEntry("owner", "support");

        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1);
            bomb.append(
                    "a" + i + ": &a" + i + " [" + String.join(",", java.util.Collections.nCopies(10, alias)) + "]\n");
        }
        assertThat(refusal(bomb.toString()).code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
    }

    @Test
    void fewAliasesThatExpandWidelyAreRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [" + "x,".repeat(2_000) + "x]\n");
        for (int i = 1; i < 6; i++) {
            String alias = "*a" + (i - 1);
            bomb.append(
                    "a" + i + ": &a" + i + " [" + String.join(",", java.util.Collections.nCopies(9, alias)) + "]\n");
        }
        assertThat(refusal(bomb.toString()).detail()).contains("100000 values");
    }

    @Test
    void nestingDeeperThan64IsRefused() {
        assertThat(refusal("a: " + "[".repeat(70) + "]".repeat(70)).code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertThat(refusal("{\"a\":" + "[".repeat(70) + "]".repeat(70) + "}").code())
                .isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertThat(refusal("a: " + "[".repeat(40_000)).code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertThat(refusal("{\"a\":" + "[".repeat(400_000)).code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
    }

    @Test
    void moreThanAMebibyteIsRefused() {
        byte[] body = new byte[ManifestReader.MAX_BYTES + 1];
        Problem problem = catchThrowableOfType(Problem.class, () -> READER.read(Manifests.TENANT, body));
        assertThat(problem.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        Problem problem = catchThrowableOfType(
                Problem.class, () -> READER.read(Manifests.TENANT, new byte[] {'a', ':', (byte) 0xff}));
        assertThat(problem.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
    }

    @Test
    void noAndOnAreTexts() {
        Manifest manifest = READER.readOne(
                Manifests.TENANT,
                Manifests.model("a", "1.0.0")
                        .replace("{team: support}", "{country: no, mode: on}")
                        .getBytes(UTF_8));
        assertThat(manifest.content().labels()).containsEntry("country", "no").containsEntry("mode", "on");
    }

    @Property(tries = 500)
    void noBytesEverFailOtherwiseThanByAProblem(@ForAll byte[] body) {
        refusedOrRead(body);
    }

    /** A valid manifest with a few bytes replaced, dropped or doubled. */
    @Property(tries = 1000)
    void noMutilatedManifestFailsOtherwiseThanByAProblem(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(
                random.nextBoolean() ? Manifests.model("a", "1.0.0") : Manifests.service("a", "1.0.0", "m@1.0.0"));
        String alphabet = "{}[]:,&*!|>'\"%@`#-?\n\t \\\0x1~.é";
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, text.charAt(random.nextInt(text.length())));
                default -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
            }
        }
        refusedOrRead(text.toString().getBytes(UTF_8));
    }

    private static void refusedOrRead(byte[] body) {
        try {
            assertThat(READER.read(Manifests.TENANT, body)).isNotEmpty();
        } catch (Problem problem) {
            assertThat(problem.code().status()).isBetween(400, 499);
        }
    }

    private static Problem refusal(String text) {
        Problem problem =
                catchThrowableOfType(Problem.class, () -> READER.read(Manifests.TENANT, text.getBytes(UTF_8)));
        assertThat(problem)
                .as(text.length() > 100 ? text.substring(0, 100) : text)
                .isNotNull();
        return problem;
    }
}
