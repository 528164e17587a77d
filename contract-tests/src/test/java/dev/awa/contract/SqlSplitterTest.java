package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlSplitterTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 'a;b', 'it''s;'",
                "select E'a\\';b'",
                "select 'a\\'",
                "select \"a;b\"",
                "select $$a;b$$, $x$ $$;$$ $x$",
                "select $1, a$b$c",
                "select 1 /* a; /* b; */ c; */ + 1",
                "create rule r as on insert to t do (select 1; select 2)",
            })
    void oneStatementStaysWhole(String sql) {
        assertThat(SqlSplitter.split(sql + ";")).containsExactly(new SqlStatement(sql, 1));
    }

    @Test
    void statementsKnowTheLineTheyStartOn() {
        String script = """
                -- head; not a statement
                select 1;

                select
                  2; select 3 -- tail;
                """;
        assertThat(SqlSplitter.split(script))
                .containsExactly(
                        new SqlStatement("select 1", 2),
                        new SqlStatement("select\n  2", 4),
                        new SqlStatement("select 3 -- tail;", 5));
    }

    @Test
    void commentsAloneAreNoStatement() {
        assertThat(SqlSplitter.split("-- nothing\n/* here */ ;;\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"select 'a", "select \"a", "select $$a", "select 1 /* a", "select $x$ a $$"})
    void anOpenEndIsNamedByItsLine(String tail) {
        assertThatThrownBy(() -> SqlSplitter.split("select 1;\n" + tail))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 2: ");
    }

    @Test
    void psqlCommandsAreRefused() {
        assertThatThrownBy(() -> SqlSplitter.split("select 1;\n\\i x.sql"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("psql");
    }
}
