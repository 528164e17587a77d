package dev.awa.contract;

import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Column;
import dev.awa.codegen.contract.ContractReader;
import dev.awa.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the registry of a database promises to callers, to be held against what they get. */
public record Promises(Contract contract) {

    /** Those of a database. */
    public static Promises of(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect()) {
            return new Promises(ContractReader.read(connection));
        }
    }

    /** Whether there is a function or view of this name. */
    public boolean knows(String name) {
        return contract.function(name).isPresent() || contract.view(name).isPresent();
    }

    /** Whether a function or view may raise a SQLSTATE of class AW. */
    public boolean mayRaise(String name, String sqlstate) {
        return Stream.concat(
                        contract.function(name).map(Contract.Function::errors).stream(),
                        contract.view(name).map(Contract.View::errors).stream())
                .anyMatch(errors -> errors.contains(sqlstate));
    }

    /**
     * What is wrong with a cell of an answer; null if nothing is.
     *
     * @param column empty for the value of a function that answers with one
     * @param cell as PostgreSQL writes it
     */
    public @Nullable String broken(String name, String column, @Nullable String cell) {
        Column promised = Stream.concat(
                        contract.function(name).map(Contract.Function::columns).stream(),
                        contract.view(name).map(Contract.View::columns).stream())
                .flatMap(List::stream)
                .filter(each -> each.name().equals(column))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no column " + column));
        if (cell == null) {
            return promised.neverNull() ? column + " is null" : null;
        }
        List<String> found = promised.type().endsWith("[]")
                ? Stream.of(cell.substring(1, cell.length() - 1).split(","))
                        .filter(each -> !each.isEmpty())
                        .toList()
                : List.of(cell);
        return promised.values().isEmpty() || promised.values().containsAll(found)
                ? null
                : column + " is " + cell + ", and the registry knows only " + promised.values();
    }
}
