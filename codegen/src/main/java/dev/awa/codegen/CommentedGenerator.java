package dev.awa.codegen;

import javax.annotation.processing.Generated;
import org.jooq.Constants;
import org.jooq.codegen.GeneratorStrategy;
import org.jooq.codegen.JavaGenerator;
import org.jooq.codegen.JavaWriter;
import org.jooq.impl.DSL;
import org.jooq.meta.Definition;
import org.jooq.meta.RoutineDefinition;
import org.jooq.meta.TableDefinition;

/** Carries the comments of functions into Javadoc, and writes the same on every JDK; jOOQ's own generator does neither. */
public final class CommentedGenerator extends JavaGenerator {

    @Override
    protected void printClassAnnotations(JavaWriter out, Definition definition, GeneratorStrategy.Mode mode) {
        out.println("@%s(\"jOOQ %s\")", out.ref(Generated.class), Constants.VERSION);
        out.println("@%s({ \"all\", \"unchecked\", \"rawtypes\", \"this-escape\" })", out.ref(SuppressWarnings.class));
    }

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
                        DSL.inline(function.getSchema().getInputName()), DSL.inline(function.getInputName()))
                .fetchOneInto(String.class);
        printClassJavadoc(out, comment == null ? "" : escapeEntities(comment));
    }
}
