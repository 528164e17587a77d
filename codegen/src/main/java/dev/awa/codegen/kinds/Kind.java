package dev.awa.codegen.kinds;

import dev.awa.codegen.Names;
import java.util.List;

/**
 * A described kind of job.
 *
 * @param name as in {@code insert_job}
 * @param word the name in snake case, as languages can say it
 * @param description what it is; empty if nobody said
 * @param args what its args are
 * @param records the types that {@code args} is made of, each before those that use it unless they use each other
 * @param choices those of texts among them
 */
public record Kind(
        String name,
        String word,
        String description,
        ArgType args,
        List<ArgType.Fields> records,
        List<ArgType.Choice> choices) {

    public Kind {
        records = List.copyOf(records);
        choices = List.copyOf(choices);
    }

    /** What it is, or at least how it is called: a sentence of one line, for a comment. */
    public String summary() {
        return description.isEmpty() ? "A job of kind " + Names.line(name) + "." : description;
    }
}
