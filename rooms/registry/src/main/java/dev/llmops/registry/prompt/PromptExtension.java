// SPDX-License-Identifier: Apache-2.0
package dev.llmops.registry.prompt;

import io.pebbletemplates.pebble.error.ParserException;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.AbstractNodeVisitor;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.NodeVisitorFactory;
import io.pebbletemplates.pebble.node.ForNode;
import io.pebbletemplates.pebble.node.expression.ContextVariableExpression;
import io.pebbletemplates.pebble.node.expression.GetAttributeExpression;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import io.pebbletemplates.pebble.template.PebbleTemplateImpl;
import java.util.List;
import java.util.Map;

/** What prompts have beyond Pebble's core: a bounded {@code join}, and the rule that loops go over variables only. */
final class PromptExtension extends AbstractExtension {
    static final int MAX_NESTED_LOOPS = 3;

    @Override
    public Map<String, Filter> getFilters() {
        return Map.of("join", new Join());
    }

    @Override
    public List<NodeVisitorFactory> getNodeVisitors() {
        return List.of(template -> new Loops((PebbleTemplateImpl) template));
    }

    /** Refuses loops over anything whose items are not counted. */
    private static final class Loops extends AbstractNodeVisitor {
        private int depth;

        Loops(PebbleTemplateImpl template) {
            super(template);
        }

        @Override
        public void visit(ForNode node) {
            boolean variable = node.getIterable() instanceof ContextVariableExpression
                    || node.getIterable() instanceof GetAttributeExpression;
            if (!variable || depth == MAX_NESTED_LOOPS) {
                throw new ParserException(
                        null,
                        "A loop goes over a variable or a member of one, at most " + MAX_NESTED_LOOPS
                                + " within each other",
                        node.getLineNumber(),
                        "prompt");
            }
            depth++;
            super.visit(node);
            depth--;
        }
    }

    /** Pebble's own would build a text of any length. */
    private static final class Join implements Filter {
        @Override
        public List<String> getArgumentNames() {
            return List.of("separator");
        }

        @Override
        public Object apply(
                Object input, Map<String, Object> arguments, PebbleTemplate self, EvaluationContext context, int line) {
            if (!(input instanceof Iterable<?> items)) {
                throw new PebbleException(null, "join takes a list", line, "prompt");
            }
            String separator = arguments.get("separator") == null ? "" : String.valueOf(arguments.get("separator"));
            StringBuilder joined = new StringBuilder();
            for (Object item : items) {
                if (!joined.isEmpty()) {
                    joined.append(separator);
                }
                joined.append(item);
                if (joined.length() > PromptEngine.MAX_RENDERED) {
                    throw new PebbleException(null, "a joined text is too long", line, "prompt");
                }
            }
            return joined.toString();
        }
    }
}
