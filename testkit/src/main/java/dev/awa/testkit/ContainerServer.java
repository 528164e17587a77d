package dev.awa.testkit;

import org.testcontainers.postgresql.PostgreSQLContainer;

/** Starts servers in containers, for those who have an engine; Testcontainers removes them. */
final class ContainerServer {

    private ContainerServer() {}

    static String start(int version) {
        PostgreSQLContainer container = new PostgreSQLContainer("postgres:" + version)
                .withCommand(
                        "postgres",
                        "-c",
                        "fsync=off",
                        "-c",
                        "max_connections=300",
                        "-c",
                        "max_prepared_transactions=10");
        container.start();
        return container.getJdbcUrl() + "&user=" + container.getUsername() + "&password=" + container.getPassword();
    }
}
