// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import dev.llmops.forge.ChatRequest.Message;
import java.util.List;

/**
 * What the simulator says: readable English about the request, the same for the same request. A hash of the messages
 * chooses the sentences.
 */
final class SimulatedProse {
    private static final int MAX_TOPIC = 80;
    private static final List<String> OPENINGS = List.of(
            "Your question was: \u201c%s\u201d.",
            "You wrote \u201c%s\u201d, and I read it to the end.",
            "Here is an answer to \u201c%s\u201d.",
            "Let us look at \u201c%s\u201d together.",
            "Thank you for asking \u201c%s\u201d.");
    private static final List<String> THOUGHTS = List.of(
            "A good start is to write down what is known and what is only assumed.",
            "The shortest path usually goes through one small example that can be checked by hand.",
            "It helps to ask who will use the result and what they will do with it next.",
            "Measure before you change anything, then change one thing at a time.",
            "Where two sources disagree, prefer the one that can be reproduced.",
            "Limits matter as much as features: decide what happens when there is too much of everything.",
            "If a step can fail, decide beforehand what the next step does with that failure.",
            "Names are worth the time they take, because everybody reads them more often than they are written.",
            "A plan that fits on one page is easier to follow and easier to correct.",
            "Keep the old way working until the new one has carried real traffic for a while.",
            "Numbers without a unit and a date should be treated as rumours.",
            "The simplest explanation that fits all observations deserves the first test.");
    private static final List<String> CLOSINGS = List.of(
            "Point this service at a real model to get a real answer.",
            "A real model behind the same service would answer in the same form.",
            "Nothing left this machine to write these lines.",
            "Ask the same again and you will read the same words.");

    private SimulatedProse() {}

    static String about(ChatRequest request) {
        Message last = request.messages().getLast();
        long hash = hash(request);
        StringBuilder text = new StringBuilder("This is the LLMOps simulator, not a language model. ");
        text.append(String.format(pick(OPENINGS, hash), topic(request)));
        int thoughts = 2 + (int) Long.remainderUnsigned(hash >>> 40, 4);
        int first = (int) Long.remainderUnsigned(hash >>> 8, THOUGHTS.size());
        for (int i = 0; i < thoughts; i++) {
            text.append(' ').append(THOUGHTS.get((first + i * 5) % THOUGHTS.size()));
        }
        if (last.role().equals("tool")) {
            text.append(" The tool answered with ").append(last.text().length()).append(" characters.");
        }
        int count = request.messages().size();
        text.append(
                count == 1
                        ? " The conversation has one message so far. "
                        : " The conversation has " + count + " messages so far. ");
        return text.append(pick(CLOSINGS, hash >>> 24)).toString();
    }

    /** The first words of the last thing the user said. */
    static String topic(ChatRequest request) {
        String said = lastOfUser(request).strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
        if (said.isEmpty()) {
            return "nothing in particular";
        }
        if (said.codePointCount(0, said.length()) <= MAX_TOPIC) {
            return said;
        }
        String cut = said.substring(0, said.offsetByCodePoints(0, MAX_TOPIC));
        int space = cut.lastIndexOf(' ');
        return (space > MAX_TOPIC / 2 ? cut.substring(0, space) : cut) + "\u2026";
    }

    static String lastOfUser(ChatRequest request) {
        for (int i = request.messages().size() - 1; i >= 0; i--) {
            if (request.messages().get(i).role().equals("user")) {
                return request.messages().get(i).text();
            }
        }
        return "";
    }

    /** FNV-1a over model and messages, mixed at the end. */
    static long hash(ChatRequest request) {
        long hash = fold(0xcbf29ce484222325L, request.model());
        for (Message message : request.messages()) {
            hash = fold(fold(hash, message.role()), message.text());
        }
        hash ^= hash >>> 32;
        hash *= 0x9e3779b97f4a7c15L;
        return hash ^ (hash >>> 29);
    }

    private static long fold(long hash, String text) {
        long folded = hash;
        for (int i = 0; i < text.length(); i++) {
            folded = (folded ^ text.charAt(i)) * 0x100000001b3L;
        }
        return (folded ^ 0xff) * 0x100000001b3L;
    }

    private static String pick(List<String> from, long hash) {
        return from.get((int) Long.remainderUnsigned(hash, from.size()));
    }
}
