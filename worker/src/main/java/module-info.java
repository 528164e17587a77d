/** Runs jobs: typed handlers, batched claims and settles, leases. */
module dev.awa.worker {
    requires transitive dev.awa.client;
    requires static transitive org.jspecify;
    requires java.naming;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports dev.awa.worker;
}
