package dev.awa.client;

import java.util.Locale;

/**
 * The arguments of one kind of job.
 *
 * <p>Implemented by a record that the {@link JsonCodec} can map. The kind is the record's simple name in snake case
 * ({@code SendEmail} is {@code send_email}) or the value of its {@link JobKind}.
 */
public interface JobArgs {

    /**
     * The kind of jobs that carry arguments of the given type.
     *
     * @param type the class of the arguments, not null
     * @return the kind, never empty
     * @throws IllegalArgumentException when the type has neither a name nor a {@link JobKind}, or an empty one
     */
    static String kindOf(Class<? extends JobArgs> type) {
        var annotation = type.getAnnotation(JobKind.class);
        if (annotation != null) {
            if (annotation.value().isBlank()) {
                throw new IllegalArgumentException("@JobKind on " + type.getName() + " is empty");
            }
            return annotation.value();
        }
        if (type.getSimpleName().isEmpty() || type.isSynthetic()) {
            throw new IllegalArgumentException(type.getName() + " has no name to derive a kind from; add @JobKind");
        }
        return type.getSimpleName()
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("([A-Z]+)([A-Z][a-z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
