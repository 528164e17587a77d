package dev.awa.codegen;

import org.jooq.codegen.JavaGenerator;
import org.jooq.codegen.JavaWriter;
import org.jooq.meta.Definition;
import org.jooq.meta.RoutineDefinition;
import org.jooq.meta.TableDefinition;

/** Carries the comments of functions into Javadoc, which jOOQ's own generator does for tables alone. */
public final class CommentedGenerator extends JavaGenerator {

    @Override
    protected void generateTableClassJavadoc(TableDefinition table, JavaWriter out) {
        if (table.isTableValuedFunction()) {
            printFunctionComment(table, out);
        } else {
            super.generateTableClassJavadoc(table, out);
        }
    }

    @Override
    protected void generateRoutineClassJavadoc(RoutineDefinition routine, JavaWriter out) {
        printFunctionComment(routine, out);
    }

    private void printFunctionComment(Definition function, JavaWriter out) {
        String comment = function.getDatabase()
                .create()
                .resultQuery(
                        "select obj_description(p.oid, 'pg_proc') from pg_catalog.pg_proc p"
                                + " where p.pronamespace = cast({0} as regnamespace) and p.proname = {1}",
                        org.jooq.impl.DSL.inline(function.getSchema().getInputName()),
                        org.jooq.impl.DSL.inline(function.getInputName()))
                .fetchOneInto(String.class);
        printClassJavadoc(out, comment == null ? "" : escapeEntities(comment));
    }
}
