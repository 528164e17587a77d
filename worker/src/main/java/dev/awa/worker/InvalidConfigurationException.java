package dev.awa.worker;

import dev.awa.client.AwaException;
import dev.awa.client.ErrorCode;
import java.util.List;

/** Names everything that is wrong with a worker's configuration. */
public final class InvalidConfigurationException extends AwaException {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    /** Lists the problems, at least one. */
    public InvalidConfigurationException(List<String> problems) {
        super(
                ErrorCode.INVALID_CONFIGURATION,
                "The worker's configuration has " + problems.size() + (problems.size() == 1 ? " problem" : " problems")
                        + ": " + String.join("; ", problems),
                null);
        this.problems = List.copyOf(problems);
    }

    /** One sentence for each problem. */
    public List<String> problems() {
        return problems;
    }
}
