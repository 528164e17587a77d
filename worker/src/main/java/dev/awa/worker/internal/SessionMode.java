package dev.awa.worker.internal;

/** What lies between the worker and the server, as far as the worker has found out. */
final class SessionMode {

    /** What a connection can be relied on to keep between transactions. */
    enum Kind {
        /** Not known yet; nothing is relied on. */
        UNKNOWN,
        /** A session of its own: LISTEN, session locks and server-prepared statements work. */
        SESSION,
        /** A transaction-pooling proxy: nothing outlives a transaction. */
        TRANSACTION
    }

    private volatile Kind kind = Kind.UNKNOWN;

    Kind kind() {
        return kind;
    }

    void set(Kind found) {
        kind = found;
    }

    boolean keepsSessionState() {
        return kind == Kind.SESSION;
    }
}
