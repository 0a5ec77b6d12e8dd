// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.graphql;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.apollographql.federation.graphqljava.Federation;
import com.apollographql.federation.graphqljava._Entity;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.llmops.contracts.identity.Caller;
import dev.llmops.contracts.identity.Permission;
import dev.llmops.contracts.registry.AssetDependency;
import dev.llmops.contracts.registry.AssetKind;
import dev.llmops.contracts.registry.AssetQuery;
import dev.llmops.contracts.registry.AssetStatus;
import dev.llmops.contracts.registry.Registry;
import dev.llmops.kernel.Problem;
import dev.llmops.platform.web.Standing;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.ParseAndValidate;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.parser.ParserOptions;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.NaturalEnumValuesProvider;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.TypeRuntimeWiring;
import graphql.validation.ValidationError;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The schema, and the one place where questions are answered. Documents that were found valid are kept, at most 500. */
@Singleton
final class GraphqlEngine {
    private static final String SCHEMA = "/graphql/llmops.graphqls";
    private static final int MAX_TOKENS = 10_000;
    private static final int MAX_NESTING = 200;
    private static final int KEPT_DOCUMENTS = 500;

    private static final ParserOptions READING = ParserOptions.newParserOptions()
            .maxCharacters(GraphqlQuestion.MAX_CHARACTERS)
            .maxTokens(MAX_TOKENS)
            .maxWhitespaceTokens(MAX_TOKENS * 10)
            .maxRuleDepth(MAX_NESTING)
            .captureIgnoredChars(false)
            .captureLineComments(false)
            .build();

    private final RegistryFields registry;
    private final EventFields events;
    private final GraphQLSchema schema;
    private final GraphQL graphql;
    private final Cache<String, PreparsedDocumentEntry> documents =
            Caffeine.newBuilder().maximumSize(KEPT_DOCUMENTS).build();

    GraphqlEngine(RegistryFields registry, EventFields events) {
        this.registry = registry;
        this.events = events;
        this.schema = schema();
        this.graphql = GraphQL.newGraphQL(schema)
                .instrumentation(new FieldRights(schema))
                .defaultDataFetcherExceptionHandler(new Faults())
                .preparsedDocumentProvider((input, parse) -> CompletableFuture.completedFuture(validated(input)))
                .build();
    }

    /** Refuses with a {@link Problem} what cannot be read or weighs too much; refusals of fields stand in the answer. */
    ExecutionResult answer(Caller caller, GraphqlQuestion question, Kinds allowed) {
        return answer(caller, () -> true, question, allowed);
    }

    /**
     * The same for a question that may go on: the data of a subscription is a publisher of answers.
     *
     * @param standing whether the caller still may
     */
    ExecutionResult answer(Caller caller, Standing standing, GraphqlQuestion question, Kinds allowed) {
        Document document = document(question.query());
        Documents.requireKind(document, question.operationName(), allowed);
        Scales.require(schema, document, question.variables());
        return graphql.execute(ExecutionInput.newExecutionInput(question.query())
                .operationName(question.operationName())
                .variables(question.variables())
                .graphQLContext(Asking.by(caller, standing))
                .graphQLContext(Map.of(Document.class, document))
                .dataLoaderRegistry(Loaders.of(caller, registry))
                .build());
    }

    /** What a request may ask for: a GET changes nothing. */
    enum Kinds {
        QUERIES,
        QUERIES_AND_CHANGES,
        /** Subscriptions too. */
        ALL
    }

    private Document document(String query) {
        PreparsedDocumentEntry known = documents.getIfPresent(query);
        return known == null ? Documents.read(query, READING) : known.getDocument();
    }

    /** What was read before its weight was judged is not read again. */
    private PreparsedDocumentEntry validated(ExecutionInput input) {
        PreparsedDocumentEntry known = documents.getIfPresent(input.getQuery());
        if (known != null) {
            return known;
        }
        Document document = Objects.requireNonNull(input.getGraphQLContext().get(Document.class));
        List<ValidationError> errors = ParseAndValidate.validate(schema, document, input.getLocale());
        if (!errors.isEmpty()) {
            return new PreparsedDocumentEntry(document, errors);
        }
        PreparsedDocumentEntry entry = new PreparsedDocumentEntry(document);
        documents.put(input.getQuery(), entry);
        return entry;
    }

    private GraphQLSchema schema() {
        RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring()
                .scalar(Scalars.DATE_TIME)
                .scalar(Scalars.LONG)
                .scalar(Scalars.JSON)
                .type(named("AssetStatus", AssetStatus.class))
                .type(named("AssetSort", AssetQuery.Order.class))
                .type(named("DependencyType", AssetDependency.Type.class))
                .type(named("Outcome", Registry.Outcome.class));
        registry.wire(wiring);
        events.wire(wiring);
        return Federation.transform(definitions(), wiring.build())
                .fetchEntities(this::entities)
                .resolveEntityType(at -> at.getSchema().getObjectType("Asset"))
                .build();
    }

    private static <E extends Enum<E>> TypeRuntimeWiring named(String type, Class<E> values) {
        return TypeRuntimeWiring.newTypeWiring(type)
                .enumValues(new NaturalEnumValuesProvider<>(values))
                .build();
    }

    private static TypeDefinitionRegistry definitions() {
        try (InputStream stream = Objects.requireNonNull(GraphqlEngine.class.getResourceAsStream(SCHEMA), SCHEMA)) {
            return new SchemaParser().parse(new String(stream.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Federation's question: the things behind these keys, in their order. */
    private List<@Nullable Object> entities(DataFetchingEnvironment at) {
        Caller caller = Asking.caller(at);
        caller.require(Permission.REGISTRY_READ);
        List<Map<String, Object>> keys = Objects.requireNonNull(at.getArgument(_Entity.argumentName));
        return keys.stream().<@Nullable Object>map(key -> entity(caller, key)).toList();
    }

    private @Nullable Object entity(Caller caller, Map<String, Object> key) {
        if (!"Asset".equals(key.get("__typename"))) {
            throw Problem.invalid("representations", key.get("__typename"), "Asset");
        }
        if (key.get("id") instanceof String id) {
            return registry.byId(caller, List.of(id)).get(id);
        }
        if (key.get("kind") instanceof String kind
                && key.get("name") instanceof String name
                && key.get("version") instanceof String version) {
            return registry.resolve(caller, new RegistryFields.Target(AssetKind.parse(kind), name, version));
        }
        throw Problem.invalid("representations", key.keySet(), "id, or kind, name and version");
    }
}
