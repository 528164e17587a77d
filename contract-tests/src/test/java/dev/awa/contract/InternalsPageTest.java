package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docs/internals.md} names each table and index of the engine, and counts what is installed. */
class InternalsPageTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*?) \\| ([^|]*) \\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    private static TestDatabase database;

    @BeforeAll
    static void create() {
        database = PgTapDatabase.create();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void everyTableIsNamed() throws Exception {
        List<String> documented = new ArrayList<>();
        for (Matcher row = ROW.matcher(section("Tables")); row.find(); ) {
            documented.addAll(names(row.group(1)));
        }

        assertThat(documented).containsExactlyInAnyOrder(list("""
                select c.relname from pg_class c
                where c.relnamespace = 'awa_store'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                  and c.relname <> 'schema_history'"""));
    }

    @Test
    void everyIndexIsNamedWithItsColumns() throws Exception {
        List<String> documented = new ArrayList<>();
        for (Matcher row = ROW.matcher(section("Indexes")); row.find(); ) {
            List<String> names = names(row.group(1));
            documented.addAll(names);
            if (names.size() == 1) {
                assertThat(row.group(2)).as("columns of " + row.group(1)).startsWith(database.value("""
                        select string_agg(replace(a.attname, 'expr', 'concurrency key'), ', ' order by a.attnum) from pg_index i
                        join pg_attribute a on a.attrelid = i.indexrelid and a.attnum <= i.indnkeyatts
                        where i.indexrelid = 'awa_store.%s'::regclass""".formatted(
                                names.get(0))));
            }
        }

        assertThat(documented).containsExactlyInAnyOrder(list("""
                select c.relname from pg_class c
                join pg_index i on i.indexrelid = c.oid
                where c.relnamespace = 'awa_store'::regnamespace and not c.relispartition
                  and i.indrelid <> 'awa_store.schema_history'::regclass"""));
    }

    @Test
    void objectsAreCounted() throws Exception {
        String page = page();
        String counts = page.substring(
                page.indexOf("<!-- counts -->\n") + "<!-- counts -->\n".length(), page.indexOf("<!-- /counts -->"));

        assertThat(counts.strip())
                .as("the counts of docs/internals.md; paste what is expected")
                .isEqualTo(database.value("""
                with relation as (
                  select c.* from pg_class c
                  left join pg_index i on i.indexrelid = c.oid
                  where c.relnamespace = 'awa_store'::regnamespace and c.relname <> 'schema_history'
                    and i.indrelid is distinct from 'awa_store.schema_history'::regclass
                )
                select concat_ws(E'\\n',
                  format('- %s tables, of which %s have 4 partitions each: %s relations,',
                    count(*) filter (where relkind in ('r', 'p') and not relispartition),
                    count(*) filter (where relkind = 'p'), count(*) filter (where relkind in ('r', 'p'))),
                  format('- %s indexes, %s with those of the partitions,',
                    count(*) filter (where relkind in ('i', 'I') and not relispartition),
                    count(*) filter (where relkind in ('i', 'I'))),
                  format('- %s sequences, %s views, %s triggers,', count(*) filter (where relkind = 'S'),
                    (select count(*) from pg_class v
                     where v.relkind = 'v' and v.relnamespace in ('awa'::regnamespace, 'awa_store'::regnamespace)),
                    (select count(*) from pg_trigger t where not t.tgisinternal
                       and t.tgrelid::regclass::text similar to '(awa|awa_store).%')),
                  format('- %s functions in `awa`, %s in `awa_store`.',
                    (select count(*) from pg_proc p where p.pronamespace = 'awa'::regnamespace),
                    (select count(*) from pg_proc p where p.pronamespace = 'awa_store'::regnamespace)))
                from relation"""));
    }

    private static List<String> names(String cell) {
        return NAME.matcher(cell).results().map(name -> name.group(1)).toList();
    }

    private static String[] list(String sql) throws SQLException {
        return database.value("select string_agg(n, ' ') from (" + sql + ") s (n)")
                .split(" ");
    }

    private static String section(String heading) throws IOException {
        String page = page();
        int start = page.indexOf("\n## " + heading + "\n");
        return page.substring(start, page.indexOf("\n## ", start + 1));
    }

    private static String page() throws IOException {
        return Files.readString(PgTapDatabase.MODULE.resolve("../docs/internals.md"));
    }
}
