package dev.awa.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AwaDatabaseTest {

    private static final Set<String> names = new HashSet<>();

    @RegisterExtension
    static final AwaDatabase perClass = AwaDatabase.create();

    @RegisterExtension
    final AwaDatabase perTest = AwaDatabase.create();

    private static @Nullable String first;

    @RepeatedTest(2)
    void staticFieldKeepsItsDatabaseAndInstanceFieldGetsANewOne() {
        first = first == null ? perClass.get().name() : first;

        assertThat(perClass.get().name()).isEqualTo(first);
        assertThat(names.add(perTest.get().name())).isTrue();
        assertThat(perTest.get().value("select current_database()"))
                .isEqualTo(perTest.get().name());
    }

    @Test
    void databaseOutsideOfATestIsAnError() {
        assertThatThrownBy(AwaDatabase.create()::get)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no test of this extension is running");
    }
}
