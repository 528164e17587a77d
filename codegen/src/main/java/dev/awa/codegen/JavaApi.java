package dev.awa.codegen;

import dev.awa.schema.AwaSchema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
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
 * Generates jOOQ's classes for the functions and views of schema {@code awa} from a database that has just been migrated.
 *
 * <p>The output depends on the migrations alone: the same schema gives the same bytes.
 */
public final class JavaApi {

    private static final String DURATION_CONVERTER =
            "org.jooq.Converter.ofNullable(org.jooq.types.YearToSecond.class, java.time.Duration.class,"
                    + " org.jooq.types.YearToSecond::toDuration, org.jooq.types.YearToSecond::valueOf)";

    private JavaApi() {}

    /**
     * Generates into a folder of sources, whose package {@code dev.awa.client.jooq} is replaced.
     *
     * @param args one argument, the folder
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 1) {
            System.err.println(
                    "Say where to generate to: the folder of sources, such as java-client/src/generated/java.");
            System.exit(2);
        }
        generate(Path.of(args[0]));
    }

    /**
     * Starts an embedded PostgreSQL, migrates it, generates, and stops it.
     *
     * @param sources the folder of sources, made if it does not exist
     */
    public static void generate(Path sources) throws Exception {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
            DataSource dataSource = server.getPostgresDatabase();
            AwaSchema.migrate(dataSource);
            GenerationTool tool = new GenerationTool();
            tool.setDataSource(dataSource);
            tool.run(configuration(sources));
        }
    }

    private static Configuration configuration(Path sources) {
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
                                .withPackageName("dev.awa.client.jooq")
                                .withDirectory(sources.toString())));
    }
}
