// SPDX-License-Identifier: Apache-2.0
package dev.llmops.guard;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** The arrows of the house: apps → rooms → platform → contracts → kernel, and nothing else. */
@AnalyzeClasses(packages = "dev.llmops", importOptions = ImportOption.DoNotIncludeTests.class)
final class HouseTest {
    private static final String[] ROOMS = {
        "dev.llmops.identity..",
        "dev.llmops.registry..",
        "dev.llmops.provenance..",
        "dev.llmops.search..",
        "dev.llmops.memorygraph..",
        "dev.llmops.governance..",
        "dev.llmops.marketplace..",
        "dev.llmops.costops..",
        "dev.llmops.analytics..",
        "dev.llmops.forge..",
        "dev.llmops.gateway..",
        "dev.llmops.demo..",
    };

    /** Who may read over all tenants. A new name here is a decision, not a formality. */
    private static final Set<String> CROSS_TENANT_READERS = Set.of(
            "dev.llmops.identity",
            "dev.llmops.marketplace",
            "dev.llmops.forge",
            "dev.llmops.forge.batch",
            "dev.llmops.governance",
            "dev.llmops.registry.webhook",
            "dev.llmops.gateway.limit",
            "dev.llmops.gateway.route",
            "dev.llmops.platform.sql",
            "dev.llmops.platform.web",
            "dev.llmops.kits.postgres");

    @ArchTest
    static final ArchRule theKernelStandsAlone = classes()
            .that()
            .resideInAPackage("dev.llmops.kernel..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.llmops.kernel..", "java..", "org.jspecify..", "com.github.f4b6a3..");

    @ArchTest
    static final ArchRule doorsArePlainJava = classes()
            .that()
            .resideInAPackage("dev.llmops.contracts..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.llmops.contracts..", "dev.llmops.kernel..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule platformKnowsNoRoom = noClasses()
            .that()
            .resideInAPackage("dev.llmops.platform..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOMS);

    @ArchTest
    static final ArchRule aRoomKnowsNoOtherRoom =
            classes().that(resideInAnyPackage(ROOMS)).should(stayInTheirRoom());

    @ArchTest
    static final ArchRule insideARoomNothingIsPublicToOthers = noClasses()
            .that(not(resideInAnyPackage(ROOMS)))
            .and()
            .resideOutsideOfPackages("dev.llmops.kits..", "dev.llmops.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOMS);

    @ArchTest
    static final ArchRule flatRoomsShowOnlyWhatAFrameworkNeeds =
            classes().that(resideInAnyPackage(ROOMS)).and().areTopLevelClasses().should(bePackagePrivateInAFlatRoom());

    @ArchTest
    static final ArchRule nobodyReadsOverTenantsUnlisted = classes().should(notReadOverTenantsUnlessListed());

    @ArchTest
    static final ArchRule stateIsInjectedAndNotFoundInThreads = noFields()
            .that()
            .areDeclaredInClassesThat(resideInAnyPackage(ROOMS))
            .and()
            .areDeclaredInClassesThat(not(resideInAnyPackage("dev.llmops.gateway..", "dev.llmops.forge..")))
            .should()
            .haveRawType(ThreadLocal.class);

    @ArchTest
    static final ArchRule onlyHotRoutesAreReactive = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.llmops.identity..",
                    "dev.llmops.registry..",
                    "dev.llmops.provenance..",
                    "dev.llmops.search..",
                    "dev.llmops.memorygraph..",
                    "dev.llmops.governance..",
                    "dev.llmops.marketplace..",
                    "dev.llmops.costops..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.smallrye.mutiny..", "io.vertx..")
                    .and(not(resideInAnyPackage("io.vertx.core.http", "io.vertx.core.net"))));

    @ArchTest
    static final ArchRule namesSaySomething = noClasses()
            .that()
            .resideInAPackage("dev.llmops..")
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper");

    private static ArchCondition<JavaClass> stayInTheirRoom() {
        return new ArchCondition<>("depend on no other room") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                String own = room(item);
                item.getDirectDependenciesFromSelf().forEach(dependency -> {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (resideInAnyPackage(ROOMS).test(target) && !room(target).equals(own)) {
                        events.add(SimpleConditionEvent.violated(item, dependency.getDescription()));
                    }
                });
            }
        };
    }

    private static ArchCondition<JavaClass> bePackagePrivateInAFlatRoom() {
        return new ArchCondition<>("be package-private where the room is one package") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean flat = item.getPackageName().equals("dev.llmops." + room(item));
                boolean program = item.tryGetMethod("main", String[].class).isPresent();
                if (flat && !program && item.getModifiers().contains(JavaModifier.PUBLIC)) {
                    events.add(SimpleConditionEvent.violated(item, item.getName() + " is public"));
                }
            }
        };
    }

    private static ArchCondition<JavaClass> notReadOverTenantsUnlessListed() {
        return new ArchCondition<>("use SystemReads only where the list says so") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean uses = item.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency ->
                                dependency.getTargetClass().getName().equals("dev.llmops.platform.sql.SystemReads"));
                if (uses && !CROSS_TENANT_READERS.contains(item.getPackageName())) {
                    events.add(SimpleConditionEvent.violated(item, item.getName() + " reads over all tenants"));
                }
            }
        };
    }

    private static String room(JavaClass item) {
        String[] parts = item.getPackageName().split("\\.", -1);
        return parts.length > 2 ? parts[2] : "";
    }
}
