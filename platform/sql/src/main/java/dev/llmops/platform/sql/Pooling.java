// SPDX-License-Identifier: Apache-2.0
package dev.llmops.platform.sql;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;

/** How connections are made and kept. Every wait has an end. */
final class Pooling {
    private static final Map<String, String> ALWAYS = Map.of(
            "connectTimeout", "3",
            "loginTimeout", "3",
            "tcpKeepAlive", "true",
            // The detail of an error holds the values of the row.
            "logServerErrorDetail", "false",
            "reWriteBatchedInserts", "true");

    private Pooling() {}

    /**
     * A pool. Connections idle for a while are tried before use; one whose server ended is dropped.
     *
     * @param options what the server is told at login, such as {@code -c statement_timeout=10s}
     */
    static AgroalDataSource open(DatabaseLogin login, String application, int min, int max, String options)
            throws SQLException {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .metricsEnabled(false)
                .connectionPoolConfiguration(pool -> pool.initialSize(min)
                        .minSize(min)
                        .maxSize(max)
                        .acquisitionTimeout(Duration.ofSeconds(3))
                        .idleValidationTimeout(Duration.ofSeconds(5))
                        .validationTimeout(Duration.ofMinutes(1))
                        .leakTimeout(Duration.ofSeconds(30))
                        .reapTimeout(Duration.ofMinutes(2))
                        .maxLifetime(Duration.ofMinutes(30))
                        .connectionValidator(ConnectionValidator.defaultValidatorWithTimeout(2))
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionFactoryConfiguration(factory -> {
                            factory.connectionProviderClass(Driver.class)
                                    .jdbcUrl(login.url())
                                    .principal(new NamePrincipal(login.user()))
                                    .credential(new SimplePassword(login.password()))
                                    .loginTimeout(Duration.ofSeconds(3))
                                    .jdbcProperty("ApplicationName", application)
                                    .jdbcProperty("socketTimeout", "15");
                            ALWAYS.forEach(factory::jdbcProperty);
                            if (!options.isEmpty()) {
                                factory.jdbcProperty("options", options);
                            }
                            return factory;
                        })));
    }

    /**
     * A single connection outside every pool.
     *
     * @param socketTimeoutSeconds how long one answer may take; 0 for no end, as a migration needs
     */
    static Connection connect(DatabaseLogin login, String application, int socketTimeoutSeconds) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(ALWAYS);
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("ApplicationName", application);
        properties.setProperty("socketTimeout", Integer.toString(socketTimeoutSeconds));
        Connection connection = new Driver().connect(login.url(), properties);
        if (connection == null) {
            throw new SQLException(
                    "llmops.database.url: '" + login.url()
                            + "' (expected: jdbc:postgresql://HOST:PORT/NAME, such as"
                            + " jdbc:postgresql://db.example.org:5432/llmops)",
                    SqlStates.INVALID_URL);
        }
        return connection;
    }
}
