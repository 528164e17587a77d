package dev.awa.schema;

import java.io.Reader;
import java.io.StringReader;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** Our files under the names that Flyway expects, so that rooms need no prefixes in the names of files. */
final class ScriptResources implements ResourceProvider {

    private final List<Script> scripts;

    ScriptResources(List<Script> scripts) {
        this.scripts = scripts;
    }

    @Override
    public @Nullable LoadableResource getResource(String name) {
        return scripts.stream()
                .filter(script -> script.path().equals(name))
                .findFirst()
                .map(ScriptResource::new)
                .orElse(null);
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return scripts.stream()
                .filter(script -> script.flywayName().startsWith(prefix))
                .filter(script -> Arrays.stream(suffixes).anyMatch(script.flywayName()::endsWith))
                .<LoadableResource>map(ScriptResource::new)
                .toList();
    }

    private static final class ScriptResource extends LoadableResource {

        private final Script script;

        ScriptResource(Script script) {
            this.script = script;
        }

        @Override
        public Reader read() {
            return new StringReader(script.sql());
        }

        @Override
        public String getAbsolutePath() {
            return script.path();
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return script.path();
        }

        @Override
        public String getFilename() {
            return script.flywayName();
        }

        @Override
        public String getRelativePath() {
            return script.path();
        }
    }
}
