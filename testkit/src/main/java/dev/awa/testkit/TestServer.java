package dev.awa.testkit;

import dev.awa.launcher.ScratchServer;
import dev.awa.schema.AwaSchema;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server for tests, from which each test gets a database of its own, with Awa installed.
 *
 * <p>There is one server per JVM and version. Which one is chosen by system property, or by the environment variable in
 * brackets, and printed:
 *
 * <ul>
 *   <li>{@code awa.test.jdbc-url} ({@code AWA_TEST_JDBC_URL}): the server of this URL, as a user who may create
 *       databases. It wins over everything.
 *   <li>{@code awa.test.containers=true} ({@code AWA_TEST_CONTAINERS}): a container of the official image.
 *   <li>otherwise an embedded server, which ends with this JVM, however that ends.
 *   <li>{@code awa.test.pg} ({@code AWA_TEST_PG}): its major version, 15 or 18 (the default).
 * </ul>
 *
 * <p>Safe for use by several threads.
 */
public final class TestServer {

    private static final int DEFAULT_VERSION = 18;
    private static final String TEMPLATE = "awa";
    private static final Map<Integer, TestServer> servers = new ConcurrentHashMap<>();

    /** The host, with its slashes, and the parameters, with their question mark. */
    private static final Pattern URL = Pattern.compile("jdbc:postgresql:(//[^/?]*)/?[^?]*(.*)");

    private final String url;
    private final String prefix;
    private final AtomicInteger databases = new AtomicInteger();
    private final Set<String> templates = new HashSet<>();

    private TestServer(String url, String kind) {
        if (!URL.matcher(url).matches()) {
            throw new IllegalArgumentException(
                    url + " is not of the form jdbc:postgresql://host:port/database?parameters");
        }
        this.url = url;
        // other JVMs may use the same server
        this.prefix = "awa_test_" + Long.toString(ProcessHandle.current().pid(), 36) + "_"
                + Long.toString(System.nanoTime() & 0xffffff, 36) + "_";
        System.out.printf(
                "Awa tests run on PostgreSQL %s, %s, %s%n",
                administrator().value("show server_version"), kind, url.replaceAll("password=[^&]*", "password=..."));
    }

    /** The server of the version that {@code awa.test.pg} asks for; it is started on the first call. */
    public static TestServer get() {
        return get(setting("awa.test.pg").map(Integer::valueOf).orElse(DEFAULT_VERSION));
    }

    /**
     * The server of one version; it is started on the first call. A server given by URL is what it is, whatever the
     * version asked for.
     *
     * @param version 15 or 18
     * @throws IllegalArgumentException for another version
     */
    public static TestServer get(int version) {
        if (version != 15 && version != 18) {
            throw new IllegalArgumentException(
                    "PostgreSQL " + version + " is not among the versions for tests: 15, 18");
        }
        return servers.computeIfAbsent(setting("awa.test.jdbc-url").isPresent() ? 0 : version, TestServer::start);
    }

    private static TestServer start(int version) {
        Optional<String> url = setting("awa.test.jdbc-url");
        if (url.isPresent()) {
            TestServer given = new TestServer(url.get(), "given by URL");
            Runtime.getRuntime().addShutdownHook(new Thread(given::dropTemplates, "awa-test-templates"));
            return given;
        }
        if (setting("awa.test.containers").map(Boolean::valueOf).orElse(false)) {
            return new TestServer(ContainerServer.start(version), "in a container");
        }
        return new TestServer(ScratchServer.start(version).jdbcUrl(), "embedded");
    }

    private static Optional<String> setting(String property) {
        String variable = property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        return Optional.ofNullable(System.getProperty(property, System.getenv(variable)))
                .filter(value -> !value.isBlank());
    }

    /** A new database with Awa installed, cloned from a template. */
    public TestDatabase createDatabase() {
        return clone(awaTemplate());
    }

    /**
     * A new database with Awa installed and something more, cloned from a template.
     *
     * @param name names the preparation: it runs once per server for each name
     * @param prepare runs in the template, a database with Awa installed, and leaves no connection open
     */
    public TestDatabase createDatabase(String name, Consumer<DataSource> prepare) {
        return clone(template(name, awaTemplate(), prepare));
    }

    /** A new database with nothing in it. */
    public TestDatabase createEmptyDatabase() {
        return clone("template0");
    }

    /** The database that the server was given with, for what concerns the whole server; nothing is to be created in it. */
    public TestDatabase administrator() {
        PGSimpleDataSource given = new PGSimpleDataSource();
        given.setUrl(url);
        return new TestDatabase(this, url, Objects.requireNonNull(given.getDatabaseName()));
    }

    void drop(String database) {
        administrator().run("drop database if exists " + database + " with (force)");
    }

    private String awaTemplate() {
        return template(TEMPLATE, "template0", AwaSchema::migrate);
    }

    private synchronized String template(String name, String base, Consumer<DataSource> prepare) {
        String template = prefix + "template_" + name;
        if (templates.add(template)) {
            try {
                create(template, base);
                prepare.accept(database(template).dataSource());
                administrator().run("alter database " + template + " allow_connections false");
            } catch (RuntimeException e) {
                templates.remove(template);
                drop(template);
                throw e;
            }
        }
        return template;
    }

    private TestDatabase clone(String template) {
        String name = prefix + databases.incrementAndGet();
        create(name, template);
        return database(name);
    }

    private void create(String name, String template) {
        administrator().run("create database " + name + " template " + template + " strategy file_copy");
    }

    private TestDatabase database(String name) {
        return new TestDatabase(this, URL.matcher(url).replaceFirst("jdbc:postgresql:$1/" + name + "$2"), name);
    }

    private synchronized void dropTemplates() {
        templates.forEach(this::drop);
    }
}
