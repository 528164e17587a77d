/** Typed producer API over the SQL functions of schema {@code awa}. */
module dev.awa.client {
    requires transitive java.sql;
    requires transitive org.jooq;
    requires static transitive org.jspecify;
    requires org.postgresql.jdbc;
    requires static java.compiler;
    requires static com.fasterxml.jackson.databind;
    requires static tools.jackson.databind;

    exports dev.awa.client;
    exports dev.awa.client.jooq;
    exports dev.awa.client.jooq.routines;
    exports dev.awa.client.jooq.tables;
    exports dev.awa.client.jooq.tables.records;
}
