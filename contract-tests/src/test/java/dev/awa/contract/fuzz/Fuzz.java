package dev.awa.contract.fuzz;

import dev.awa.contract.fuzz.Caller.CheckFailed;
import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Random calls to one database, in rounds; each is followed by checks that nothing was broken by them. */
final class Fuzz implements AutoCloseable {

    private final TestDatabase database;
    private final Dice dice;
    private final Stock stock = new Stock();
    private final Caller caller;
    private final Session other;
    private final Checks checks;
    private final Calls calls;

    Fuzz(TestDatabase database, Dice dice, Findings findings) throws SQLException {
        this.database = database;
        this.dice = dice;
        this.caller = new Caller(database, findings);
        this.other = Session.open(database);
        this.checks = new Checks(caller, other, dice, stock);
        boolean hasInfiniteIntervals = other.number("select current_setting('server_version_num')::int") >= 170000;
        this.calls = new Calls(dice, new Nasty(dice, hasInfiniteIntervals), stock, Verb.all(other));
        for (int i = 0; i < 3; i++) {
            stock.workers.add(other.worker());
        }
    }

    /** Makes so many calls and checks what there is after them; false if there is no going on with this database. */
    boolean round(int most) throws SQLException {
        for (int made = 0; made < most && !caller.isBroken(); ) {
            made += step();
        }
        if (caller.isBroken()) {
            return false;
        }
        try {
            checks.run();
            return true;
        } catch (CheckFailed e) {
            return false;
        }
    }

    @Override
    public void close() throws SQLException {
        caller.close();
        other.close();
        database.close();
    }

    /** Returns how many calls were made. */
    private int step() throws SQLException {
        if (dice.oneIn(20)) {
            return transaction();
        }
        Calls.Call call = calls.next();
        if (dice.oneIn(100)) {
            caller.patience("2 ms");
            make(call, Caller.CANCELLED);
            caller.patience(Caller.PATIENCE);
        } else if (call.verb().name().equals("new_jobs") && dice.oneIn(4)) {
            copy(call);
        } else {
            make(call);
        }
        return 1;
    }

    /** Some calls in a transaction; one that fails goes back to its savepoint, and some others do, too. */
    private int transaction() throws SQLException {
        caller.call(
                "begin",
                "begin isolation level "
                        + dice.of("read committed", "read committed", "repeatable read", "serializable"));
        int most = dice.between(1, 5);
        for (int i = 0; i < most && !caller.isBroken(); i++) {
            caller.call("savepoint", "savepoint s");
            if (!make(calls.next()) || dice.oneIn(6)) {
                caller.call("rollback", "rollback to savepoint s");
            }
        }
        caller.call("commit", dice.oneIn(3) ? "rollback" : "commit");
        return most;
    }

    private boolean make(Calls.Call call, String... alsoExpected) throws SQLException {
        String name = call.verb().name();
        List<List<@Nullable String>> rows = caller.call(name, call.sql(), alsoExpected);
        if (rows == null) {
            return false;
        }
        if (call.verb().answersOneRow() && rows.size() != 1) {
            caller.fail(name, rows.size() + " rows", call.sql());
        }
        List<Map<String, String>> answers = new ArrayList<>();
        for (List<@Nullable String> row : rows) {
            Map<String, String> answer = new HashMap<>();
            for (int i = 0; i < call.verb().columns().size(); i++) {
                Verb.Column column = call.verb().columns().get(i);
                caller.expect(name, column.name(), row.get(i), call.sql());
                answer.put(column.name(), row.get(i));
            }
            if (call.verb().columns().isEmpty()) {
                caller.expect(name, "", row.get(0), call.sql());
            }
            answers.add(answer);
        }
        stock.learn(name, call.worker(), answers);
        return true;
    }

    /** The rows of an insert into new_jobs as lines of COPY. */
    private void copy(Calls.Call insert) throws SQLException {
        int values = insert.sql().indexOf(" values ");
        String columns = insert.sql()
                .substring(insert.sql().indexOf('(') + 1, insert.sql().lastIndexOf(')', values));
        StringBuilder lines = new StringBuilder();
        for (List<@Nullable String> row :
                other.rows("select * from (" + insert.sql().substring(values) + ") v")) {
            lines.append(row.stream().map(Fuzz::cell).collect(Collectors.joining("\t")))
                    .append('\n');
        }
        caller.copy(columns, lines.toString());
    }

    private static String cell(@Nullable String value) {
        return value == null
                ? "\\N"
                : value.replace("\\", "\\\\")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t");
    }
}
