package dev.awa.contract.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** What a run has found: each fault once, with the statement that shows it and a file of all that was called before. */
final class Findings {

    private static final int MOST = 25;
    private static final int SHOWN = 3000;

    private final long seed;
    private final Set<String> found = new TreeSet<>();

    Findings(long seed) {
        this.seed = seed;
    }

    /**
     * Takes note of a fault, unless it is one that has been found before.
     *
     * @param where the verb or the check
     * @param statement can be run by psql
     * @param history what was called before, as far as it is known
     */
    void add(String where, String problem, String statement, Iterable<String> history) {
        String kind = where + ": "
                + problem.replaceAll("[0-9]+", "0").lines().findFirst().orElse("");
        kind = kind.substring(0, Math.min(120, kind.length()));
        if (!found.add(kind)) {
            return;
        }
        Path file = Path.of("target", "fuzz-%d-%d.sql".formatted(seed, found.size()));
        write(file, history);
        System.out.printf(
                "fuzz, seed %d, found %d: %s: %s%n%s%nafter %s%n",
                seed,
                found.size(),
                where,
                problem,
                statement.length() > SHOWN
                        ? statement.substring(0, SHOWN) + " ... (all of it at the end of the file)"
                        : statement,
                file.toAbsolutePath());
    }

    boolean areMany() {
        return found.size() >= MOST;
    }

    /** A line for each. */
    Set<String> all() {
        return found;
    }

    private static void write(Path file, Iterable<String> history) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, history);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
