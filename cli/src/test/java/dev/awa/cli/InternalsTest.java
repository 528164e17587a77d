package dev.awa.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** The command line has every other part on its class path. */
class InternalsTest {

    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages("dev.awa");

    @Test
    void nobodyOutsideOfTheWorkerUsesItsInternals() {
        noClasses()
                .that(resideInAPackage("dev.awa..").and(DescribedPredicate.not(resideInAPackage("dev.awa.worker.."))))
                .should()
                .dependOnClassesThat(resideInAPackage("dev.awa.worker.internal.."))
                .check(CLASSES);
    }

    @Test
    void nobodyUsesTheInternalsOfFlyway() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("org.flywaydb.core.internal.."))
                .check(CLASSES);
    }
}
