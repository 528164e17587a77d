package dev.awa.cli;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

@Command(name = "bench", description = "Measures a given database; without arguments it lists the benchmarks.")
final class BenchCommand implements Runnable {
    private static final String PROGRAM = "dev.awa.bench.Main";

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public void run() {
        try {
            Class.forName(PROGRAM).getMethod("main", String[].class).invoke(null, (Object)
                    arguments.toArray(String[]::new));
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new CliException("This build has no benchmark program " + PROGRAM + ".", e);
        }
    }
}
