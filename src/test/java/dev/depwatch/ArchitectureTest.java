package dev.depwatch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of packages in docs/architecture.md is the law; this reads it and holds the code to it. */
class ArchitectureTest {
    private static final JavaClasses CODE = new ClassFileImporter().importPath(Path.of("target/classes"));

    /** Rows of the table as {@code | `package` | job | `may`, `use` |}. */
    private static Map<String, Set<String>> table() throws IOException {
        Map<String, Set<String>> table = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs/architecture.md"))) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == 5 && cells[1].strip().matches("`[a-z]+`")) {
                table.put(
                        word(cells[1]),
                        Arrays.stream(cells[3].split(","))
                                .map(ArchitectureTest::word)
                                .filter(word -> !word.isEmpty())
                                .collect(Collectors.toCollection(TreeSet::new)));
            }
        }
        return table;
    }

    private static String word(String cell) {
        return cell.strip().replaceAll("^`|`$|^–$", "");
    }

    private static Stream<String> packages() throws IOException {
        return table().keySet().stream();
    }

    @Test
    void every_package_stands_in_the_table() throws IOException {
        Set<String> packages = CODE.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals("dev.depwatch"))
                .map(name -> name.split("\\.", -1)[2])
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(table().keySet()).isEqualTo(packages);
    }

    @ParameterizedTest
    @MethodSource("packages")
    void a_package_uses_what_the_table_allows_and_nothing_else(String name) throws IOException {
        List<String> allowed = new ArrayList<>();
        for (String used : table().getOrDefault(name, Set.of())) {
            allowed.add("dev.depwatch." + used + "..");
        }
        allowed.add("dev.depwatch." + name + "..");
        allowed.add("dev.depwatch.config..");
        allowed.add("dev.depwatch.text..");

        DescribedPredicate<JavaClass> foreign = resideInAPackage("dev.depwatch..")
                .and(DescribedPredicate.not(resideInAnyPackage(allowed.toArray(String[]::new))));

        noClasses()
                .that()
                .resideInAPackage("dev.depwatch." + name + "..")
                .should()
                .dependOnClassesThat(foreign)
                .check(CODE);
    }

    @Test
    void packages_form_no_cycle() {
        slices().matching("dev.depwatch.(*)..").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void no_circle_in_a_package_has_more_than_two_classes() {
        Map<JavaClass, Set<JavaClass>> uses = new HashMap<>();
        CODE.forEach(each -> each.getDirectDependenciesFromSelf().stream()
                .map(dependency -> topLevel(dependency.getTargetClass()))
                .filter(used -> used.getPackageName().equals(each.getPackageName()))
                .forEach(used -> uses.computeIfAbsent(topLevel(each), first -> new HashSet<>())
                        .add(used)));
        Set<Set<String>> circles = new HashSet<>();
        for (JavaClass each : uses.keySet()) {
            Set<String> circle = reached(each, uses).stream()
                    .filter(other -> reached(other, uses).contains(each))
                    .map(JavaClass::getSimpleName)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (circle.size() > 2) {
                circles.add(circle);
            }
        }
        assertThat(circles).isEmpty();
    }

    private static JavaClass topLevel(JavaClass nested) {
        return nested.getEnclosingClass().map(ArchitectureTest::topLevel).orElse(nested);
    }

    private static Set<JavaClass> reached(JavaClass from, Map<JavaClass, Set<JavaClass>> uses) {
        Set<JavaClass> reached = new HashSet<>();
        Deque<JavaClass> open = new ArrayDeque<>(uses.getOrDefault(from, Set.of()));
        while (!open.isEmpty()) {
            JavaClass next = open.remove();
            if (reached.add(next)) {
                open.addAll(uses.getOrDefault(next, Set.of()));
            }
        }
        return reached;
    }

    @Test
    void protocols_and_token_sources_do_not_know_each_other() {
        slices().matching("dev.depwatch.notify.(*)")
                .should()
                .notDependOnEachOther()
                .check(CODE);
        slices().matching("dev.depwatch.inventory.(*)")
                .should()
                .notDependOnEachOther()
                .check(CODE);
    }

    @Test
    void the_process_ends_in_one_place_only() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.depwatch.Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(CODE);
    }

    @Test
    void decisions_are_given_the_time() {
        noClasses()
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CODE);
    }

    @Test
    void there_is_no_static_state() {
        fields().that().areStatic().should().beFinal().check(CODE);
    }

    @Test
    void no_name_hides_a_class_without_a_job() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Common")
                .check(CODE);
    }

    @Test
    void classes_are_final_since_nothing_is_inherited() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areNotAnonymousClasses()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CODE);
    }
}
