// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLScalarType;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values that GraphQL itself does not have. */
final class Scalars {
    static final GraphQLScalarType DATE_TIME = GraphQLScalarType.newScalar()
            .name("DateTime")
            .description("RFC 3339, UTC.")
            .coercing(new Time())
            .build();
    static final GraphQLScalarType LONG = GraphQLScalarType.newScalar()
            .name("Long")
            .description("A whole number of 64 bits.")
            .coercing(new WholeNumber())
            .build();
    static final GraphQLScalarType JSON = GraphQLScalarType.newScalar()
            .name("JSON")
            .description("Any JSON value.")
            .coercing(new AnyValue())
            .build();

    private Scalars() {}

    private static final class Time implements Coercing<Instant, String> {
        @Override
        public String serialize(Object value, GraphQLContext context, Locale locale) {
            return value.toString();
        }

        @Override
        public Instant parseValue(Object input, GraphQLContext context, Locale locale) {
            try {
                return Instant.parse(String.valueOf(input));
            } catch (DateTimeException e) {
                throw new CoercingParseValueException(
                        "'" + input + "' is no time (expected: RFC 3339, such as 2026-01-31T12:00:00Z)");
            }
        }

        @Override
        public Instant parseLiteral(Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
            if (input instanceof StringValue text) {
                return parseValue(String.valueOf(text.getValue()), context, locale);
            }
            throw new CoercingParseLiteralException("a time is a text, such as \"2026-01-31T12:00:00Z\"");
        }
    }

    private static final class WholeNumber implements Coercing<Long, Long> {
        @Override
        public Long serialize(Object value, GraphQLContext context, Locale locale) {
            return ((Number) value).longValue();
        }

        @Override
        public Long parseValue(Object input, GraphQLContext context, Locale locale) {
            try {
                return new BigInteger(String.valueOf(input)).longValueExact();
            } catch (ArithmeticException | NumberFormatException e) {
                throw new CoercingParseValueException("'" + input + "' is no whole number of 64 bits");
            }
        }

        @Override
        public Long parseLiteral(Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
            return switch (input) {
                case IntValue number -> parseValue(number.getValue(), context, locale);
                case StringValue text -> parseValue(String.valueOf(text.getValue()), context, locale);
                default -> throw new CoercingParseLiteralException("a whole number of 64 bits is expected");
            };
        }
    }

    private static final class AnyValue implements Coercing<Object, Object> {
        @Override
        public Object serialize(Object value, GraphQLContext context, Locale locale) {
            return value;
        }

        @Override
        public Object parseValue(Object input, GraphQLContext context, Locale locale) {
            return input;
        }

        @Override
        public @Nullable Object parseLiteral(
                Value<?> input, CoercedVariables variables, GraphQLContext context, Locale locale) {
            return plain(input);
        }

        private static @Nullable Object plain(Value<?> value) {
            return switch (value) {
                case StringValue text -> text.getValue();
                case BooleanValue flag -> flag.isValue();
                case IntValue number -> number.getValue();
                case FloatValue number -> number.getValue();
                case ArrayValue array ->
                    array.getValues().stream().map(AnyValue::plain).toList();
                case ObjectValue object -> {
                    Map<String, @Nullable Object> members = new LinkedHashMap<>();
                    object.getObjectFields().forEach(field -> members.put(field.getName(), plain(field.getValue())));
                    yield members;
                }
                default -> null;
            };
        }
    }
}
