package dev.depwatch.assess;

import dev.depwatch.assess.Trouble.Kind;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading;
import dev.depwatch.logs.LogRecord;
import dev.depwatch.logs.LogStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What keeps depwatch itself from seeing: told like a failure, for an instance nobody sees is not a healthy one. */
final class Troubles {
    /** Every zone on Earth is a multiple of this from UTC. */
    private static final Duration ZONE_STEP = Duration.ofMinutes(15);

    /** From UTC-12 to UTC+14. */
    private static final Duration FARTHEST_ZONES = Duration.ofHours(26);

    /** How far two hosts' clocks are commonly apart, and a record's time from its reading. */
    private static final Duration ZONE_NEARNESS = Duration.ofMinutes(2);

    private final Facts facts;

    Troubles(Facts facts) {
        this.facts = facts;
    }

    List<Trouble> all() {
        return Stream.concat(
                        facts.logs().stream().flatMap(this::ofLog),
                        facts.inventories().stream().flatMap(this::ofInventory))
                .toList();
    }

    private Stream<Trouble> ofLog(LogStatus log) {
        return Stream.of(notFollowed(log), layoutNotUnderstood(log), clockDiffers(log))
                .flatMap(Optional::stream);
    }

    private Optional<Trouble> notFollowed(LogStatus log) {
        return log.trouble()
                .filter(trouble -> facts.lasts(trouble.since()))
                .map(trouble ->
                        new Trouble(log.log().instance(), Kind.LOG_NOT_FOLLOWED, trouble.sentence(), trouble.since()));
    }

    private Optional<Trouble> layoutNotUnderstood(LogStatus log) {
        return log.layoutUnknownSince()
                .filter(facts::lasts)
                .map(since -> new Trouble(
                        log.log().instance(),
                        Kind.LAYOUT_NOT_UNDERSTOOD,
                        log.log().path() + " grows, but no record in it is understood, so that failures pass unseen. "
                                + LogRecord.EXPECTED_LAYOUT,
                        since));
    }

    private Optional<Trouble> clockDiffers(LogStatus log) {
        return log.clockDifference()
                .filter(difference -> Facts.clockDiffers(log))
                .map(difference -> new Trouble(
                        log.log().instance(),
                        Kind.CLOCK_DIFFERS,
                        clockSentence(log, difference),
                        log.lastRecordSeenAt().orElse(facts.now())));
    }

    private static String clockSentence(LogStatus log, Duration difference) {
        String amount = inWords(difference.abs());
        String found = "The times in " + log.log().path() + " are " + amount
                + (difference.isNegative() ? " behind" : " ahead of") + " this host's clock. ";
        if (!isNearZoneStep(difference)) {
            return found
                    + "Set the clock of the host that writes it, or of this one: both should follow a time server.";
        }
        return found + "Set timeZone of the instance \"" + log.log().instance()
                + "\" to the zone Jamf Pro runs in: its offset from UTC is "
                + inWords(nearestZoneStep(difference)) + (difference.isNegative() ? " less" : " more")
                + " than that of the zone in use now.";
    }

    private static boolean isNearZoneStep(Duration difference) {
        return difference.abs().compareTo(FARTHEST_ZONES) <= 0
                && difference.abs().minus(nearestZoneStep(difference)).abs().compareTo(ZONE_NEARNESS) <= 0;
    }

    private static Duration nearestZoneStep(Duration difference) {
        long steps = difference.abs().plus(ZONE_STEP.dividedBy(2)).dividedBy(ZONE_STEP);
        return ZONE_STEP.multipliedBy(steps);
    }

    private static String inWords(Duration duration) {
        return duration.toHours() == 0
                ? duration.toMinutes() + " min"
                : duration.toHours() + " h"
                        + (duration.toMinutesPart() == 0 ? "" : " " + duration.toMinutesPart() + " min");
    }

    private Stream<Trouble> ofInventory(InstanceInventory inventory) {
        return Stream.concat(tokensNotRead(inventory).stream(), gaps(inventory));
    }

    private Stream<Trouble> gaps(InstanceInventory inventory) {
        // Beside a log, notifications that cannot be read are no trouble of their own: the advice then says to check
        // the
        // terms first.
        return inventory.reading().map(Reading::gaps).orElse(Map.of()).entrySet().stream()
                .filter(gap -> gap.getKey() != Reading.Part.TERMS || !facts.hasLog(inventory.instance()))
                .sorted(Map.Entry.comparingByKey())
                .map(gap -> new Trouble(
                        inventory.instance(),
                        Kind.TOKENS_NOT_READ,
                        gap.getValue(),
                        inventory.gapsSince().getOrDefault(gap.getKey(), facts.now())))
                .filter(trouble -> facts.lasts(trouble.since()));
    }

    private Optional<Trouble> tokensNotRead(InstanceInventory inventory) {
        Kind kind = facts.hasLog(inventory.instance()) ? Kind.TOKENS_NOT_READ : Kind.NOTHING_SEEN;
        return inventory
                .failure()
                .filter(failure -> facts.lasts(failure.since()))
                .map(failure -> new Trouble(inventory.instance(), kind, failure.sentence(), failure.since()));
    }
}
