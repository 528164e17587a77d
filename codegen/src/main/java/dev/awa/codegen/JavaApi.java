package dev.awa.codegen;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.ForcedType;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.SchemaMappingType;
import org.jooq.meta.jaxb.Target;

/**
 * Generates jOOQ's classes for the functions and views of schema {@code awa}.
 *
 * <p>The output depends on the schema alone: the same gives the same bytes.
 */
public final class JavaApi {

    private static final String DURATION_CONVERTER =
            "org.jooq.Converter.ofNullable(org.jooq.types.YearToSecond.class, java.time.Duration.class,"
                    + " org.jooq.types.YearToSecond::toDuration, org.jooq.types.YearToSecond::valueOf)";

    private JavaApi() {}

    /**
     * Generates from a database that has Awa installed, into a package of the folder of sources.
     *
     * @param clean whether to delete whatever else is in that package
     */
    public static void generate(DataSource dataSource, Path sources, String packageName, boolean clean)
            throws Exception {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        GenerationTool tool = new GenerationTool();
        tool.setDataSource(dataSource);
        tool.run(configuration(sources, packageName, clean));
    }

    private static Configuration configuration(Path sources, String packageName, boolean clean) {
        return new Configuration()
                .withLogging(Logging.WARN)
                .withGenerator(new Generator()
                        .withName(CommentedGenerator.class.getName())
                        .withDatabase(new Database()
                                .withName("org.jooq.meta.postgres.PostgresDatabase")
                                .withSchemata(new SchemaMappingType().withInputSchema("awa"))
                                .withForcedTypes(
                                        new ForcedType()
                                                .withName("INSTANT")
                                                .withIncludeTypes("(?i:timestamp.*zone.*|timestamptz.*)"),
                                        new ForcedType()
                                                .withUserType("java.time.Duration")
                                                .withConverter(DURATION_CONVERTER)
                                                .withIncludeTypes("interval")))
                        // the source of a view names private tables
                        .withGenerate(new Generate().withSourcesOnViews(false))
                        .withTarget(new Target()
                                .withPackageName(packageName)
                                .withClean(clean)
                                .withDirectory(sources.toString())));
    }
}
