package dev.awa.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What this build is made of. */
final class Build implements IVersionProvider {
    private static final Properties PROPERTIES = load();

    private static Properties load() {
        var properties = new Properties();
        try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    static String version() {
        return PROPERTIES.getProperty("version");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"awa " + version()};
    }
}
