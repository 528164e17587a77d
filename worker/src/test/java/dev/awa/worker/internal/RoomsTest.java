package dev.awa.worker.internal;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.awa.worker.AwaWorker;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which part of the worker may call which; {@code package-info} of each says the same in words. */
class RoomsTest {

    private static final String INTERNAL = "dev.awa.worker.internal";

    private static final Map<String, Set<String>> MAY_CALL = Map.of(
            "threads", Set.of(),
            "connection", Set.of(),
            "scheduling", Set.of("connection"),
            "lease", Set.of(),
            "settling", Set.of("lease", "connection", "threads"),
            "running", Set.of("settling", "lease", "threads"),
            "claiming", Set.of("running", "lease", "connection", "threads"),
            "waking", Set.of("claiming", "lease", "connection", "threads"),
            "liveness", Set.of("lease", "connection", "threads"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.awa.worker");

    private static final DescribedPredicate<JavaClass> WORKER_AND_ITS_BUILDER = describe(
            "AwaWorker and its builder",
            each -> each.getName().equals(AwaWorker.class.getName())
                    || each.getName().startsWith(AwaWorker.class.getName() + "$"));

    @Test
    void everyPartIsInARoom() {
        Set<String> rooms = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(INTERNAL + "."))
                .map(name -> name.substring(INTERNAL.length() + 1))
                .collect(Collectors.toSet());

        assertThat(rooms).isEqualTo(MAY_CALL.keySet());
    }

    @Test
    void roomsCallInOneDirection() {
        MAY_CALL.forEach((room, others) -> noClasses()
                .that()
                .resideInAPackage(INTERNAL + "." + room)
                .should()
                .dependOnClassesThat(describe(
                        "of rooms that " + room + " may not call",
                        each -> each.getPackageName().startsWith(INTERNAL)
                                && !each.getPackageName().equals(INTERNAL + "." + room)
                                && others.stream()
                                        .noneMatch(
                                                other -> each.getPackageName().equals(INTERNAL + "." + other))))
                .check(CLASSES));
    }

    @Test
    void partsDoNotKnowTheWorkerThatTheyMakeUp() {
        noClasses()
                .that()
                .resideInAPackage(INTERNAL + "..")
                .should()
                .dependOnClassesThat(WORKER_AND_ITS_BUILDER)
                .check(CLASSES);
    }

    @Test
    void ofThePublicTypesOnlyTheWorkerKnowsItsParts() {
        noClasses()
                .that(resideInAPackage("dev.awa.worker").and(DescribedPredicate.not(WORKER_AND_ITS_BUILDER)))
                .should()
                .dependOnClassesThat(resideInAPackage(INTERNAL + ".."))
                .check(CLASSES);
    }

    @Test
    void noPartIsInThePublicApi() {
        Set<String> exposed = CLASSES.stream()
                .filter(each -> each.getPackageName().equals("dev.awa.worker"))
                .filter(each -> each.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(each -> each.getCodeUnits().stream())
                .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(unit -> unit.getAllInvolvedRawTypes().stream())
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(INTERNAL))
                .collect(Collectors.toSet());

        assertThat(exposed).isEmpty();
    }
}
