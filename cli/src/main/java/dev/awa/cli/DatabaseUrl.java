package dev.awa.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is and who logs in, read from the URL of either world: {@code postgres://user:password@host:port/db}
 * or {@code jdbc:postgresql://host:port/db?user=...}. Immutable.
 *
 * @param hosts {@code host:port}, or several of them with commas between
 * @param password null when the URL has none; the driver then looks into the user's password file
 * @param parameters further parameters by their JDBC names
 */
public record DatabaseUrl(
        String hosts,
        String database,
        String user,
        @Nullable String password,
        Map<String, String> parameters) {

    private static final Pattern SHAPE = Pattern.compile(
            "(?:jdbc:postgresql|postgres|postgresql)://(?:([^@/?]*)@)?([^@/?]*)(?:/([^?]*))?(?:\\?(.*))?");
    private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+])(?::(\\d{1,5}))?");

    /** What libpq, and with it psql and Node and Go drivers, call the parameters that JDBC has another name for. */
    private static final Map<String, String> JDBC_NAMES =
            Map.of("application_name", "ApplicationName", "connect_timeout", "connectTimeout");

    private static final Pattern SHARED_NAMES =
            Pattern.compile("sslmode|sslrootcert|sslcert|sslkey|options|ApplicationName|connectTimeout|gssEncMode"
                    + "|channelBinding|prepareThreshold|socketTimeout|tcpKeepAlive|loadBalanceHosts|targetServerType");

    public DatabaseUrl {
        parameters = Map.copyOf(parameters);
    }

    /** Reads a URL of either form; throws a {@link CliException} that says what is wrong with it. */
    public static DatabaseUrl parse(String text) {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            throw bad(
                    text,
                    "expected postgres://user:password@host:port/database or jdbc:postgresql://host:port/database");
        }
        var parameters = new LinkedHashMap<String, String>();
        String query = shape.group(4);
        if (query != null && !query.isEmpty()) {
            for (String pair : query.split("&")) {
                int equals = pair.indexOf('=');
                if (equals <= 0) {
                    throw bad(text, "'" + pair + "' is not of the form name=value");
                }
                parameters.put(decode(text, pair.substring(0, equals)), decode(text, pair.substring(equals + 1)));
            }
        }
        String user = parameters.remove("user");
        String password = parameters.remove("password");
        String login = shape.group(1);
        if (login != null) {
            String[] parts = login.split(":", 2);
            user = decode(text, parts[0]);
            password = parts.length > 1 ? decode(text, parts[1]) : password;
        }
        if (user == null || user.isEmpty()) {
            user = Optional.ofNullable(System.getenv("PGUSER")).orElse(System.getProperty("user.name"));
        }
        String database = shape.group(3) == null ? "" : decode(text, shape.group(3));
        return new DatabaseUrl(
                hosts(text, shape.group(2)),
                database.isEmpty() ? user : database,
                user,
                password,
                jdbcNames(text, parameters));
    }

    /** The URL of another database of the same server. */
    public DatabaseUrl withDatabase(String name) {
        return new DatabaseUrl(hosts, name, user, password, parameters);
    }

    private static String hosts(String text, String list) {
        var hosts = new StringBuilder();
        for (String host : (list.isEmpty() ? "localhost" : list).split(",", -1)) {
            Matcher matcher = HOST.matcher(host);
            if (!matcher.matches()) {
                throw bad(text, "'" + host + "' is not of the form host:port");
            }
            if (matcher.group(1) != null && Integer.parseInt(matcher.group(1)) > 65535) {
                throw bad(text, matcher.group(1) + " is not a port");
            }
            hosts.append(hosts.isEmpty() ? "" : ",").append(matcher.group(1) == null ? host + ":5432" : host);
        }
        return hosts.toString();
    }

    private static Map<String, String> jdbcNames(String text, Map<String, String> parameters) {
        var named = new LinkedHashMap<String, String>();
        parameters.forEach((name, value) -> {
            String jdbcName = JDBC_NAMES.getOrDefault(name, name);
            if (!SHARED_NAMES.matcher(jdbcName).matches()) {
                throw bad(text, "the parameter '" + name + "' is not known");
            }
            named.put(jdbcName, value);
        });
        return named;
    }

    private static String decode(String text, String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            throw bad(text, "'" + part + "' is not percent-encoded correctly");
        }
    }

    private static CliException bad(String text, String reason) {
        String shown = text.replaceAll("(://[^:@/?]*:)[^@/?]*@", "$1***@").replaceAll("(password=)[^&]*", "$1***");
        return new CliException("The database URL '" + shown + "' cannot be used: " + reason + ".");
    }

    /** The URL for JDBC, without user and password, which go beside it. */
    public String toJdbc() {
        return "jdbc:postgresql://" + hosts + "/" + encode(database) + query(parameters);
    }

    /** The URL for JDBC with user and password: for printing to its owner. */
    public String toJdbcWithLogin() {
        var all = new LinkedHashMap<String, String>(parameters);
        all.put("user", user);
        if (password != null) {
            all.put("password", password);
        }
        return "jdbc:postgresql://" + hosts + "/" + encode(database) + query(all);
    }

    /** The URL as psql and the drivers of other languages read it, with the password: for printing to its owner. */
    public String toUri() {
        var named = new LinkedHashMap<String, String>(parameters);
        JDBC_NAMES.forEach((libpq, jdbc) -> {
            String value = named.remove(jdbc);
            if (value != null) {
                named.put(libpq, value);
            }
        });
        String login = password == null ? encode(user) : encode(user) + ":" + encode(password);
        return "postgres://" + login + "@" + hosts + "/" + encode(database) + query(named);
    }

    /** For messages and logs: no password. */
    @Override
    public String toString() {
        return "postgres://" + encode(user) + "@" + hosts + "/" + encode(database);
    }

    private static String query(Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            return "";
        }
        return parameters.entrySet().stream()
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .sorted()
                .collect(Collectors.joining("&", "?", ""));
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, UTF_8).replace("+", "%20");
    }
}
