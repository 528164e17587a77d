package dev.awa.worker.internal.running;

import dev.awa.client.JobKind;
import dev.awa.client.JsonCodec;
import dev.awa.client.JsonCodecException;
import dev.awa.worker.JobContext;
import dev.awa.worker.JobHandler;
import dev.awa.worker.JobInterceptor;
import dev.awa.worker.JobResult;
import java.util.List;

/** A handler and the kind that it takes. */
public record RegisteredHandler<A>(JobKind<A> kind, JobHandler<A> handler) {

    /** Arguments that do not fit the kind's type; no later attempt can change that. */
    static final class UndecodableArgs extends Exception {
        private static final long serialVersionUID = 1L;

        UndecodableArgs(JsonCodecException cause) {
            super("args cannot be decoded: " + cause.getMessage(), cause);
        }
    }

    JobResult call(String args, JsonCodec codec, JobContext job, List<JobInterceptor> interceptors) throws Exception {
        A decoded;
        try {
            decoded = kind.decode(args, codec);
        } catch (JsonCodecException e) {
            throw new UndecodableArgs(e);
        }
        return call(decoded, job, interceptors, 0);
    }

    private JobResult call(A args, JobContext job, List<JobInterceptor> interceptors, int next) throws Exception {
        JobResult result;
        String returning;
        if (next == interceptors.size()) {
            result = handler.handle(args, job);
            returning = "the handler of kind \"" + kind + "\"";
        } else {
            JobInterceptor interceptor = interceptors.get(next);
            result = interceptor.around(job, () -> call(args, job, interceptors, next + 1));
            returning = "the job interceptor " + interceptor;
        }
        if (result == null) {
            throw new IllegalStateException(returning + " returned null");
        }
        return result;
    }
}
