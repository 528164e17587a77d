package dev.awa.codegen;

import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Column;
import dev.awa.codegen.kinds.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes a thin client for one language: a function per verb with its arguments, the type of its rows, a type per error. No
 * logic is in it, so that clients of different languages cannot differ.
 */
public interface Client {

    /**
     * Writes the client.
     *
     * @param kinds whose args get types, and an insert each
     * @param name the package or module to write, as the language calls it
     * @return texts by file name
     * @throws IllegalArgumentException if the name is none in that language, the contract has a type that it has no name for, or two
     *     kinds would be called alike; the message names them
     */
    Map<String, String> write(Contract contract, List<Kind> kinds, String name);

    /** The statement that calls a function with all of its arguments as parameters. */
    static String call(Contract.Function function, List<String> parameters) {
        return call(function, parameters, (column, sql) -> sql);
    }

    /**
     * The statement that calls a function with all of its arguments as parameters.
     *
     * @param read an expression for the SQL of a column of the answer, by which a client reads it
     */
    static String call(Contract.Function function, List<String> parameters, BiFunction<Column, String, String> read) {
        String arguments = IntStream.range(0, parameters.size())
                .mapToObj(i -> function.arguments().get(i).name() + " => " + parameters.get(i))
                .collect(Collectors.joining(", "));
        String call = "awa." + function.name() + "(" + arguments + ")";
        if (function.returns() == Contract.Answer.VALUE) {
            return "select " + read.apply(function.columns().get(0), call) + " as value";
        }
        return function.columns().stream()
                .map(column -> {
                    String expression = read.apply(column, column.name());
                    return expression.equals(column.name()) ? expression : expression + " as " + column.name();
                })
                .collect(Collectors.joining(", ", "select ", " from " + call));
    }

    /** Refuses a name that is a word of the language. */
    static void check(Set<String> words, String name, String owner, String language) {
        if (words.contains(name)) {
            throw new IllegalArgumentException(owner + " cannot be called " + name + " in " + language);
        }
    }

    /** What to throw for a type of the database that a language has no name for. */
    static IllegalArgumentException noType(Contract.Function function, String place, String type, String language) {
        return new IllegalArgumentException("function awa." + function.name() + ", " + place.strip() + ": type " + type
                + " has no counterpart in " + language);
    }

    /** The heading of a generated file, without comment marks. */
    static String heading(Contract contract) {
        return String.format(
                Locale.ROOT,
                "Generated from contract %s of schema awa by awa codegen. Do not edit.",
                contract.version());
    }
}
