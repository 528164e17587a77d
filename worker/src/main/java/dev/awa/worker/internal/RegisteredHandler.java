package dev.awa.worker.internal;

import dev.awa.client.JsonCodec;
import dev.awa.client.JsonCodecException;
import dev.awa.worker.JobContext;
import dev.awa.worker.JobHandler;
import dev.awa.worker.JobResult;
import org.jspecify.annotations.Nullable;

/**
 * A handler and what it takes.
 *
 * @param argsType null when the handler takes the stored JSON text
 */
public record RegisteredHandler<A>(String kind, @Nullable Class<A> argsType, JobHandler<A> handler) {

    /** Arguments that do not fit the handler's type; no later attempt can change that. */
    static final class UndecodableArgs extends Exception {
        private static final long serialVersionUID = 1L;

        UndecodableArgs(String message, Throwable cause) {
            super(message, cause);
        }
    }

    @SuppressWarnings("unchecked")
    JobResult call(String args, JsonCodec codec, JobContext context) throws Exception {
        A decoded;
        if (argsType == null) {
            decoded = (A) args;
        } else {
            try {
                decoded = codec.decode(args, argsType);
            } catch (JsonCodecException e) {
                throw new UndecodableArgs("args cannot be decoded: " + e.getMessage(), e);
            }
        }
        JobResult result = handler.handle(decoded, context);
        if (result == null) {
            throw new IllegalStateException("the handler of kind \"" + kind + "\" returned null");
        }
        return result;
    }
}
