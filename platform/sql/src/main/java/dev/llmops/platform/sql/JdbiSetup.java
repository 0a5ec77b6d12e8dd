// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import dev.llmops.kernel.TenantId;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.sql.Types;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.mapper.ColumnMappers;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.postgresql.util.PGobject;

/** What rooms may bind and map without registering anything: records, ids, JSON, lists of texts. */
final class JdbiSetup {
    private JdbiSetup() {}

    static Jdbi over(DataSource source) {
        Jdbi jdbi = Jdbi.create(source);
        jdbi.installPlugin(new PostgresPlugin());
        // What was bound may be a secret; a message must not repeat it.
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
        jdbi.registerArgument(new TenantArgument());
        jdbi.registerArgument(new JsonbArgument());
        jdbi.registerArgument(new TextArrayArgument());
        jdbi.registerColumnMapper(TenantId.class, orNull(TenantId::new));
        jdbi.registerColumnMapper(Jsonb.class, orNull(Jsonb::new));
        jdbi.registerRowMapper(JdbiSetup::recordMapper);
        return jdbi;
    }

    /** Any record is mapped by its components, snake_case columns to camelCase names. */
    private static Optional<RowMapper<?>> recordMapper(Type type, ConfigRegistry config) {
        if (type instanceof Class<?> raw
                && raw.isRecord()
                && config.get(ColumnMappers.class).findFor(type).isEmpty()) {
            return Optional.of(ConstructorMapper.of(canonicalConstructor(raw)));
        }
        return Optional.empty();
    }

    /** Opened here, since a room's records are its own and no more visible than the room. */
    private static Constructor<?> canonicalConstructor(Class<?> type) {
        Class<?>[] components = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(components);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a record without its canonical constructor: " + type, e);
        }
    }

    private static <T> ColumnMapper<T> orNull(java.util.function.Function<String, T> read) {
        return new TextMapper<>(read);
    }

    private record TextMapper<T>(java.util.function.Function<String, T> read) implements ColumnMapper<T> {
        @Override
        @SuppressWarnings("NullAway") // JDBI expects null for NULL
        public T map(java.sql.ResultSet row, int column, org.jdbi.v3.core.statement.StatementContext context)
                throws java.sql.SQLException {
            String text = row.getString(column);
            return text == null ? null : read.apply(text);
        }
    }

    private static final class TenantArgument extends AbstractArgumentFactory<TenantId> {
        TenantArgument() {
            super(Types.VARCHAR);
        }

        @Override
        protected Argument build(TenantId tenant, ConfigRegistry config) {
            return (position, statement, context) -> statement.setString(position, tenant.value());
        }
    }

    private static final class JsonbArgument extends AbstractArgumentFactory<Jsonb> {
        JsonbArgument() {
            super(Types.OTHER);
        }

        @Override
        protected Argument build(Jsonb json, ConfigRegistry config) {
            return (position, statement, context) -> {
                PGobject value = new PGobject();
                value.setType("jsonb");
                value.setValue(json.text());
                statement.setObject(position, value);
            };
        }
    }

    /** A bound collection is a {@code text[]}; for IN lists there is {@code = ANY(:names)}. */
    private static final class TextArrayArgument extends AbstractArgumentFactory<Collection<?>> {
        TextArrayArgument() {
            super(Types.ARRAY);
        }

        @Override
        protected Argument build(Collection<?> values, ConfigRegistry config) {
            String[] texts = values.stream().map(String::valueOf).toArray(String[]::new);
            return (position, statement, context) ->
                    statement.setArray(position, statement.getConnection().createArrayOf("text", texts));
        }
    }
}
