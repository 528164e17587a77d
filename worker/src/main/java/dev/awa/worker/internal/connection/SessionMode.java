package dev.awa.worker.internal.connection;

/** What lies between the worker and the server, as far as the worker has found out. */
public final class SessionMode {

    /** What a connection can be relied on to keep between transactions. */
    public enum Kind {
        /** Not known yet; nothing is relied on. */
        UNKNOWN,
        /** A session of its own: LISTEN, session locks and server-prepared statements work. */
        SESSION,
        /** A transaction-pooling proxy: nothing outlives a transaction. */
        TRANSACTION
    }

    private volatile Kind kind = Kind.UNKNOWN;

    public Kind kind() {
        return kind;
    }

    public void set(Kind found) {
        kind = found;
    }

    public boolean keepsSessionState() {
        return kind == Kind.SESSION;
    }
}
