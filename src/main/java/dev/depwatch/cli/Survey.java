package dev.depwatch.cli;

import static java.util.stream.Collectors.groupingBy;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Assessor;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.daemon.Settings;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.journal.Journal;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known of every instance that was asked: one reading, judged as the daemon would judge it that has seen no log; or
 * what Prometheus has of the daemons.
 *
 * @param assessment of these readings alone
 * @param byPrometheus whether Prometheus was asked instead of the instances
 */
record Survey(Assessment assessment, boolean byPrometheus) {
    /** Where something is missing in the survey, and why. */
    record Missing(Instance instance, String why) {}

    static Survey of(List<InstanceInventory> readings, Settings settings, Instant now) {
        Map<Instance, InstanceInventory> byInstance =
                readings.stream().collect(Collectors.toMap(InstanceInventory::instance, Function.identity()));
        return new Survey(
                new Assessor(settings.policy()).assess(Journal.Snapshot.EMPTY, List.of(), byInstance, now), false);
    }

    /** What could not be asked, in the order of the instances. */
    List<Missing> notAsked() {
        return assessment.instances().stream()
                .flatMap(inventory -> why(inventory).map(why -> new Missing(inventory.instance(), why)))
                .toList();
    }

    private static Stream<String> why(InstanceInventory inventory) {
        if (inventory.source() == Source.NONE) {
            return Stream.of("nobody to ask for its tokens: configure jamf or tokens");
        }
        return Stream.concat(
                inventory.failure().map(InstanceInventory.Failure::sentence).stream(),
                inventory.reading().stream()
                        .flatMap(reading -> new TreeMap<>(reading.gaps()).entrySet().stream())
                        // The tokens are complete without the notifications.
                        .filter(gap -> gap.getKey() != Part.TERMS)
                        .map(Map.Entry::getValue));
    }

    /** What may hide more tokens of an account: all that could not be asked, and tokens whose owner nobody told. */
    List<Missing> whereAnAccountMayOwnMore() {
        return Stream.concat(
                        notAsked().stream(),
                        assessment.tokens().stream()
                                .map(TokenHealth::token)
                                .filter(token -> token.owner().isEmpty())
                                .map(token -> new Missing(
                                        token.instance(),
                                        "who owns the " + token.kind().key() + " token \"" + token.name()
                                                + "\" is not known")))
                .toList();
    }

    /** The enrolment tokens that one download at Apple is for, where there are several. */
    List<List<Token>> sharedServers() {
        return assessment.tokens().stream()
                .map(TokenHealth::token)
                .filter(token ->
                        token.kind() == TokenKind.ADE && !token.serverUuid().isBlank())
                .collect(groupingBy(Token::serverUuid))
                .values()
                .stream()
                .filter(tokens -> tokens.size() > 1)
                .sorted(Comparator.comparing(tokens -> tokens.get(0).instance()))
                .toList();
    }
}
