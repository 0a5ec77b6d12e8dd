// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.contracts.forge.TokenUsage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventFramesTest {
    private static final String HEAD = "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"choices\":[";
    private static final String USAGE = "{\"prompt_tokens\":9,\"completion_tokens\":5,\"total_tokens\":14,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":4},\"completion_tokens_details\":{\"reasoning_tokens\":2}}";
    private static final String USAGE_FRAME = "data: {\"id\":\"c1\",\"choices\":[],\"usage\":" + USAGE + "}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    /** A recorded stream: comments, an event name, CRLF and LF, escapes, a frame of several data lines. */
    private static final String BODY = ": keep-alive\n\n"
            + HEAD
            + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}],\"usage\":null}\r\n\r\n"
            + "event: message\nid: 7\n" + HEAD
            + "{\"index\":0,\"delta\":{\"content\":\"a \\\"usage\\\": {\\\"prompt_tokens\\\":1} 🥖\\n\\n\"},\"finish_reason\":null}]}\n\n"
            + ":\r\n\r\n"
            + "data: {\"choices\":[{\"index\":0,\ndata: \"delta\":{\"content\":\"two lines\"},\ndata:\"finish_reason\":null}]}\n\n"
            + HEAD + "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}\n\n";

    private static final TokenUsage EXPECTED =
            TokenUsage.counted(9, 5).withCachedInput(4).withReasoning(2);

    private static final class Collected implements EventFrames.Output {
        final ByteArrayOutputStream passed = new ByteArrayOutputStream();

        @Nullable
        String last;

        @Nullable
        String fault;

        @Override
        public void pass(ByteBuffer frames) {
            assertThat(last).isNull();
            passed.write(frames.array(), frames.arrayOffset() + frames.position(), frames.remaining());
        }

        @Override
        public void done(ByteBuffer bytes) {
            assertThat(last).isNull();
            last = UTF_8.decode(bytes).toString();
        }

        @Override
        public void fault(String reason) {
            fault = reason;
        }
    }

    @Property(tries = 2_000)
    void anyChunkingGivesTheSameBytesAndTheSameUsage(@ForAll("cuts") List<Integer> cuts, @ForAll boolean passUsage) {
        Collected out = new Collected();
        EventFrames frames = feed(BODY + USAGE_FRAME + DONE, cuts, passUsage, out);
        assertThat(frames.finish()).isTrue();
        assertThat(out.passed.toString(UTF_8)).isEqualTo(passUsage ? BODY + USAGE_FRAME : BODY);
        assertThat(out.last).isEqualTo(DONE);
        assertThat(frames.usage()).isEqualTo(EXPECTED);
        assertThat(out.fault).isNull();
    }

    @Property(tries = 500)
    void aStreamCutAnywhereBeforeItsFinishIsNoProperEnd(
            @ForAll("cuts") List<Integer> cuts, @ForAll @IntRange(min = 0, max = 10_000) int where) {
        int finishFrame = BODY.lastIndexOf("data: ");
        byte[] whole = BODY.getBytes(UTF_8);
        int limit = BODY.substring(0, finishFrame).getBytes(UTF_8).length;
        byte[] cut = Arrays.copyOf(whole, where % limit);
        Collected out = new Collected();
        EventFrames frames = new EventFrames(true, out);
        feed(frames, cut, cuts);
        assertThat(frames.finish()).isFalse();
        assertThat(BODY).startsWith(out.passed.toString(UTF_8).replace("\ufffd", ""));
    }

    @Property(tries = 300)
    void rubbishNeverBreaksTheSplitterAndNeverGrowsIt(@ForAll byte[] rubbish, @ForAll("cuts") List<Integer> cuts) {
        Collected out = new Collected();
        EventFrames frames = new EventFrames(false, out);
        feed(frames, rubbish, cuts);
        boolean proper = frames.finish();
        assertThat(proper && out.fault == null && out.last == null && !frames.used())
                .isFalse();
        assertThat(out.passed.size()).isLessThanOrEqualTo(rubbish.length);
    }

    @Test
    void anUpstreamThatEndsWithoutDoneAfterItsFinishEndedProperly() {
        Collected out = new Collected();
        EventFrames frames = feed(BODY, List.of(), true, out);
        assertThat(frames.finish()).isTrue();
        assertThat(out.last).isNull();
        assertThat(frames.usage()).isNull();
        assertThat(frames.estimatedOutput()).isPositive();
    }

    @Test
    void theLastFrameMayLackItsBlankLine() {
        Collected out = new Collected();
        EventFrames frames = feed(BODY + "data: [DONE]", List.of(), true, out);
        assertThat(frames.finish()).isTrue();
        assertThat(out.last).isEqualTo("data: [DONE]");
        Collected cut = new Collected();
        EventFrames half = feed(BODY + "data: {\"choices\":[{\"ind", List.of(), true, cut);
        assertThat(half.finish()).isFalse();
    }

    @Test
    void aUsageThatComesWithChoicesIsPassedAndRead() {
        String frame = HEAD + "{\"index\":0,\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}],\"usage\":"
                + USAGE + "}\n\n";
        Collected out = new Collected();
        EventFrames frames = feed(frame + DONE, List.of(), false, out);
        assertThat(out.passed.toString(UTF_8)).isEqualTo(frame);
        assertThat(frames.usage()).isEqualTo(EXPECTED);
    }

    @Test
    void aFrameThatIsNoJsonOrAnErrorIsAFault() {
        for (String bad :
                List.of("data: {\"id\": ~~~\n\n", "data: nope\n\n", "data: {\"error\":{\"message\":\"x\"}}\n\n")) {
            Collected out = new Collected();
            feed(BODY + bad + DONE, List.of(), true, out);
            assertThat(out.fault).isNotNull();
            assertThat(out.last).isNull();
            assertThat(out.passed.toString(UTF_8)).isEqualTo(BODY);
        }
    }

    @Test
    void aFrameWithoutEndIsAFaultBeforeItFillsTheMemory() {
        Collected out = new Collected();
        EventFrames frames = new EventFrames(true, out);
        byte[] chunk = "data: xxxxxxxxxxxxxxxx".repeat(4_096).getBytes(UTF_8);
        int fed = 0;
        while (out.fault == null && fed < 2 * EventFrames.MAX_FRAME_BYTES) {
            frames.feed(ByteBuffer.wrap(chunk));
            fed += chunk.length;
        }
        assertThat(out.fault).contains("longer than");
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(1, 200).list().ofMaxSize(60);
    }

    private static EventFrames feed(String stream, List<Integer> cuts, boolean passUsage, Collected out) {
        EventFrames frames = new EventFrames(passUsage, out);
        feed(frames, stream.getBytes(UTF_8), cuts);
        return frames;
    }

    /** Feeds the bytes in pieces of the given lengths, over and over; in one when there are none. */
    private static void feed(EventFrames frames, byte[] bytes, List<Integer> cuts) {
        int from = 0;
        for (int i = 0; from < bytes.length; i++) {
            int length = cuts.isEmpty() ? bytes.length : cuts.get(i % cuts.size());
            int to = Math.min(bytes.length, from + length);
            // Surrounded by noise, so that reading beyond the view would be seen.
            byte[] padded = new byte[to - from + 6];
            Arrays.fill(padded, (byte) '\n');
            System.arraycopy(bytes, from, padded, 3, to - from);
            frames.feed(ByteBuffer.wrap(padded, 3, to - from).slice());
            from = to;
        }
    }
}
