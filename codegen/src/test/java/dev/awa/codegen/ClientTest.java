package dev.awa.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Answer;
import dev.awa.codegen.contract.Contract.Argument;
import dev.awa.codegen.contract.Contract.Column;
import dev.awa.codegen.contract.Contract.Function;
import dev.awa.codegen.go.GoClient;
import dev.awa.codegen.java.JavaClient;
import dev.awa.codegen.kinds.Kind;
import dev.awa.codegen.kinds.KindReader;
import dev.awa.codegen.python.PythonClient;
import dev.awa.codegen.typescript.TypeScriptClient;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no client can be written for. That what is written compiles and works is shown where all languages are at hand. */
class ClientTest {

    private static final Map<String, Client> CLIENTS = Map.of(
            "TypeScript", new TypeScriptClient(),
            "Go", new GoClient(),
            "Python", new PythonClient(),
            "Java", new JavaClient());

    @ParameterizedTest
    @ValueSource(strings = {"TypeScript", "Go", "Python", "Java"})
    void kindsOfOneNameAreNamed(String language) {
        List<Kind> kinds = List.of(kind("send-email", "{}"), kind("sendEmail", "{}"));

        assertThatThrownBy(() -> CLIENTS.get(language).write(contract(), kinds, "jobs"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("kind \"send-email\" and kind \"sendEmail\" would both be called ")
                .hasMessageEndingWith(" in " + language);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Go", "Java"})
    void fieldsOfOneNameAreNamed(String language) {
        List<Kind> kinds = List.of(kind("pay", "{\"properties\": {\"user_id\": {}, \"userId\": {}}}"));

        assertThatThrownBy(() -> CLIENTS.get(language).write(contract(), kinds, "jobs"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "field \"userId\" of kind \"pay\" and field \"user_id\" of kind \"pay\" would both be called ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TypeScript", "Python"})
    void fieldsHaveTheirOwnNamesWhereTheLanguageCanSayThem(String language) {
        List<Kind> kinds =
                List.of(kind("pay", "{\"properties\": {\"user_id\": {}, \"userId\": {}, \"a b\": {}, \"class\": {}}}"));

        assertThat(CLIENTS.get(language).write(contract(), kinds, "jobs").values())
                .allSatisfy(text -> assertThat(text).contains("user_id", "userId", "\"a b\"", "class"));
    }

    @Test
    void aFieldThatGoCannotTagIsNamed() {
        List<Kind> kinds = List.of(kind("pay", "{\"properties\": {\"a,b\": {}}}"));

        assertThatThrownBy(() -> new GoClient().write(contract(), kinds, "jobs"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("field \"a,b\" of kind \"pay\" cannot be a field of a struct of Go");
    }

    /** However the user calls them, and whatever else a file calls so. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "string",
                "list",
                "kinds",
                "job_args",
                "record",
                "job",
                "insert",
                "delete",
                "class",
                "2",
                "数量",
                "object"
            })
    void aKindMayBeCalledLikeAWordOfALanguage(String name) {
        List<Kind> kinds = List.of(kind(
                name,
                "{\"properties\": {\"%s\": {\"properties\": {\"%<s\": {\"enum\": [\"%<s\"]}}}}}".formatted(name)));

        CLIENTS.forEach((language, client) ->
                assertThat(client.write(contract(), kinds, "jobs")).as(language).hasSize(1));
    }

    @ParameterizedTest
    @CsvSource({
        "TypeScript, ../jobs",
        "TypeScript, ''",
        "TypeScript, -x",
        "Go, Jobs",
        "Go, a.b",
        "Go, func",
        "Go, ''",
        "Go, jobs_test",
        "Python, a-b",
        "Python, import",
        "Python, psycopg",
        "Python, ''",
        "Java, com.acme.",
        "Java, com.class.jobs",
        "Java, ''",
        "Java, a/b"
    })
    void aPackageThatTheLanguageHasNoNameForIsRefused(String language, String name) {
        List<Kind> kinds = List.of(kind("pay", "{}"));

        assertThatThrownBy(() -> CLIENTS.get(language).write(contract(), kinds, name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + name + "\" is no name for a ");
    }

    static Stream<Arguments> functions() {
        Function point = function(
                "where_is", List.of(new Argument("id", "bigint", null, null)), List.of(column("place", "point")));
        Function from =
                function("move", List.of(new Argument("from", "bigint", null, null)), List.of(column("id", "bigint")));
        Function error = function("error", List.of(), List.of(column("id", "bigint")));
        Function import_ = function("import", List.of(), List.of(column("id", "bigint")));
        return Stream.of(
                Arguments.of(
                        "TypeScript",
                        point,
                        "function awa.where_is, result place: type point has no counterpart in TypeScript"),
                Arguments.of("Go", point, "function awa.where_is, result place: type point has no counterpart in Go"),
                Arguments.of(
                        "Python",
                        point,
                        "function awa.where_is, result place: type point has no counterpart in Python"),
                Arguments.of("Python", from, "an argument of awa.move cannot be called from in Python"),
                Arguments.of("Go", error, "function awa.error cannot be called Error in Go"),
                Arguments.of("TypeScript", import_, "function awa.import cannot be called import in TypeScript"));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void aFunctionThatALanguageCannotSayIsNamed(String language, Function function, String message) {
        assertThatThrownBy(() -> CLIENTS.get(language).write(contract(function), List.of(), "jobs"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void javaNeedsADescribedKind() {
        assertThatThrownBy(() -> new JavaClient().write(contract(), List.of(), "com.acme.jobs"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no kind has a schema");
    }

    private static Kind kind(String name, String schema) {
        return KindReader.of(name, "", schema);
    }

    private static Contract contract(Function... more) {
        Function insert = function(
                "insert_job",
                List.of(
                        new Argument("kind", "text", null, null),
                        new Argument("args", "jsonb", "'{}'::jsonb", null),
                        new Argument("queue", "text", "'default'::text", null)),
                List.of(column("id", "bigint")));
        return new Contract(
                "1.0",
                Stream.concat(Stream.of(insert), Arrays.stream(more)).toList(),
                List.of(),
                List.of(),
                List.of("available"),
                List.of());
    }

    private static Column column(String name, String type) {
        return new Column(name, type, false, List.of(), null);
    }

    private static Function function(String name, List<Argument> arguments, List<Column> columns) {
        return new Function(
                name, "Does it.", arguments, Answer.ROW, columns, "volatile", true, null, List.of(), List.of());
    }
}
