// SPDX-License-Identifier: Apache-2.0
package dev.llmops.gateway.route;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.llmops.kernel.Problem;
import java.util.List;
import java.util.Optional;

/**
 * A rule in CEL over {@code request.…}, compiled and typed once. What it may cost is bounded by its length: there are no
 * loops in it, and regular expressions are matched in linear time.
 */
public final class RouteRule {
    static final int MAX_CHARS = 1_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(MAX_CHARS)
            .maxParseRecursionDepth(32)
            .build();
    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.HAS)
            .addVar("request.model", SimpleType.STRING)
            .addVar("request.tokens", SimpleType.INT)
            .addVar("request.max_output", SimpleType.INT)
            .addVar("request.stream", SimpleType.BOOL)
            .addVar("request.has_tools", SimpleType.BOOL)
            .addVar("request.has_images", SimpleType.BOOL)
            .addVar("request.user", SimpleType.STRING)
            .addVar("request.tenant", SimpleType.STRING)
            .addVar("request.subscription", SimpleType.STRING)
            .addVar("request.key", SimpleType.STRING)
            .addVar("request.tags", ListType.create(SimpleType.STRING))
            .addVar("request.headers", MapType.create(SimpleType.STRING, SimpleType.STRING))
            .setResultType(SimpleType.BOOL)
            .build();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.legacyCelRuntimeBuilder().setOptions(OPTIONS).build();
    private static final String EXPECTED =
            "a rule of at most 1,000 characters that is true or false, such as request.tokens > 8000 && !request.has_images";

    private final CelRuntime.Program program;

    private RouteRule(CelRuntime.Program program) {
        this.program = program;
    }

    /** Refuses what does not compile with {@code validation_failed}, saying where. */
    static RouteRule compile(String field, String text) {
        if (text.length() > MAX_CHARS || text.isBlank()) {
            throw Problem.invalid(field, text, EXPECTED);
        }
        try {
            CelAbstractSyntaxTree checked = COMPILER.compile(text).getAst();
            return new RouteRule(RUNTIME.createProgram(checked));
        } catch (CelValidationException e) {
            String why = e.getErrors().isEmpty()
                    ? ""
                    : "; " + e.getErrors().getFirst().getMessage();
            throw Problem.invalid(field, text, EXPECTED + why);
        } catch (CelEvaluationException e) {
            throw Problem.invalid(field, text, EXPECTED);
        }
    }

    /** Whether the rule holds. One that cannot be decided, as for a header that is not there, does not hold. */
    boolean holds(RouteRequest request, List<String> tags) {
        try {
            return Boolean.TRUE.equals(program.eval(name -> value(name, request, tags)));
        } catch (CelEvaluationException e) {
            return false;
        }
    }

    private static Optional<Object> value(String name, RouteRequest request, List<String> tags) {
        return switch (name) {
            case "request.model" -> Optional.of(request.model());
            case "request.tokens" -> Optional.of(request.inputTokens());
            case "request.max_output" -> Optional.of(request.outputTokens());
            case "request.stream" -> Optional.of(request.stream());
            case "request.has_tools" -> Optional.of(request.features().tools());
            case "request.has_images" -> Optional.of(request.features().images());
            case "request.user" -> Optional.of(request.features().user());
            case "request.tenant" -> Optional.of(request.who().tenant());
            case "request.subscription" -> Optional.of(request.who().subscription());
            case "request.key" -> Optional.of(request.who().key());
            case "request.tags" -> Optional.of(tags);
            case "request.headers" -> Optional.of(request.headers());
            default -> Optional.empty();
        };
    }
}
