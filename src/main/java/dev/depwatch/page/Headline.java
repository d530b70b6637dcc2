package dev.depwatch.page;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Subject;
import dev.depwatch.apple.Organization;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.notify.Receiver;
import dev.depwatch.notify.heartbeat.HeartbeatOutbox;
import dev.depwatch.text.Phrase;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The overall condition, at a glance.
 *
 * @param state {@code trouble}, {@code calm} (nothing to do, but not all is well), {@code well} or {@code unseen}
 * @param title of the window: the count first, so that a tab shows it
 * @param sentence the most important fact
 * @param details further facts, each a sentence
 */
record Headline(String state, String title, String sentence, List<String> details) {
    static Headline of(Picture picture, List<Note> notes, Clock clock) {
        if (picture.assessment().isEmpty()) {
            String detail = picture.notReady().map(Words::sentence).orElse("Ask again in a second.");
            return new Headline("unseen", "Starting · depwatch", "Nothing is known yet", List.of(detail));
        }
        Assessment assessment = picture.assessment().get();
        List<Alert> urgent = picture.alerts().stream()
                .filter(alert -> alert.severity() != Severity.INFO)
                .toList();
        List<String> gaps = gaps(picture, assessment);
        List<Receiver.Status> failing = picture.receivers().stream()
                .filter(receiver -> !receiver.failures().isEmpty())
                .toList();
        // About as long as DepwatchReceiverFails waits: most refusals pass by themselves.
        Instant limit = picture.at().minus(Duration.ofMinutes(15));
        List<Receiver.Status> lasting = failing.stream()
                .filter(one -> !one.name().equals(HeartbeatOutbox.NAME)
                        && one.pendingSince().filter(limit::isAfter).isPresent())
                .toList();
        boolean isLasting = !lasting.isEmpty();
        // If nothing is pending, nothing shows whether it accepts messages again.
        String names = Phrase.joined((isLasting ? lasting : failing)
                .stream().map(Receiver.Status::name).toList());
        String last = failing.size() == 1 ? "The last message to " : "The last messages to ";
        String unsent = isLasting ? "Messages of depwatch do not reach " + names : last + names + " failed";
        if (!failing.isEmpty()) {
            gaps.add(unsent + ".");
        }
        List<String> details = details(picture, assessment, clock);
        details.addAll(gaps);
        if (!picture.faults().isEmpty()) {
            details.add(0, "What is wrong with depwatch itself is at the end of this page.");
        }
        if (!urgent.isEmpty()) {
            return new Headline(
                    "trouble", urgent.size() + " to act on · depwatch", "Act on " + subjects(urgent), details);
        }
        if (isLasting || !picture.faults().isEmpty()) {
            String sentence = isLasting ? unsent : "depwatch itself needs attention";
            details.remove(sentence + ".");
            return new Headline("trouble", "depwatch needs attention", sentence, details);
        }
        if (picture.notReady().isPresent()) {
            return new Headline("unseen", "Reading · depwatch", "Not everything is seen yet", details);
        }
        if (assessment.instances().isEmpty()) {
            return new Headline("trouble", "Watches nothing · depwatch", "depwatch watches nothing", details);
        }
        return picture.alerts().isEmpty() && notes.isEmpty() && gaps.isEmpty()
                ? new Headline("well", "All is well · depwatch", "All is well", details)
                : new Headline("calm", "Nothing to do · depwatch", "Nothing to do now", details);
    }

    /** "2 Apple IDs, 1 organisation and 1 instance": the subjects of alerts, whatever there is to do. */
    private static String subjects(List<Alert> alerts) {
        Map<Subject.Kind, Set<Subject>> subjects = alerts.stream()
                .map(Alert::subject)
                .collect(Collectors.groupingBy(Subject::kind, TreeMap::new, Collectors.toSet()));
        return Phrase.joined(subjects.entrySet().stream()
                .map(each -> Phrase.counted(each.getValue().size(), Words.noun(each.getKey())))
                .toList());
    }

    private static List<String> details(Picture picture, Assessment assessment, Clock clock) {
        List<String> details = new ArrayList<>();
        List<TokenHealth> tokens = assessment.tokens();
        if (!tokens.isEmpty()) {
            boolean isAnyFailing = failing(tokens) > 0;
            details.add((isAnyFailing ? "Failing: " : "Watched: ") + counted(tokens, isAnyFailing) + " on "
                    + Phrase.counted(assessment.instances().size(), "instance") + ".");
        }
        assessment
                .everyToken()
                .filter(token -> token.expiry().stream().anyMatch(end -> !end.isOver(picture.at())))
                .min(Comparator.comparing(token -> token.expiry().orElseThrow().at()))
                .ifPresent(next -> {
                    Expiry end = next.expiry().orElseThrow();
                    String what = next.kind().isCertificate() ? "certificate" : "token";
                    details.add("The next " + what + " ends on " + clock.day(end) + ", " + clock.left(end) + ".");
                });
        return details;
    }

    /** What is not known or heard, each a sentence: with one of them not all is well. */
    private static List<String> gaps(Picture picture, Assessment assessment) {
        List<String> gaps = new ArrayList<>();
        if (assessment.tokens().isEmpty()) {
            gaps.add("No token is known on "
                    + Phrase.counted(assessment.instances().size(), "instance") + ".");
        }
        List<TokenHealth> unknown = assessment.tokens().stream()
                .filter(state -> state.health() == Health.UNKNOWN)
                .toList();
        if (!unknown.isEmpty()) {
            gaps.add("The state of " + counted(unknown, false) + " is not known.");
        }
        List<String> unread = unread(assessment);
        if (!unread.isEmpty()) {
            gaps.add("depwatch does not read all of " + Phrase.joined(unread) + ".");
        }
        picture.notReady().map(Words::sentence).ifPresent(gaps::add);
        if (!assessment.silences().isEmpty()) {
            gaps.add("Not everything is reported: see the silences below.");
        }
        return gaps;
    }

    /** The instances and organisations of which depwatch reads less than there is to know. */
    private static List<String> unread(Assessment assessment) {
        return Stream.of(
                        assessment.instances().stream()
                                .filter(inventory -> inventory.failure().isPresent()
                                        || inventory.source() == Source.NONE
                                        || inventory.lacksTokens()
                                        || !InstanceRow.isReadInFull(inventory))
                                .map(inventory -> inventory.instance().name()),
                        assessment.unfollowed().map(Instance::name),
                        assessment.apple().organizations().stream()
                                .filter(organization -> organization.failure().isPresent()
                                        || organization.readAt().isEmpty())
                                .map(Organization::name))
                .flatMap(names -> names)
                .distinct()
                .sorted()
                .toList();
    }

    private static long failing(List<TokenHealth> states) {
        return states.stream().filter(TokenHealth::fails).count();
    }

    /** "4 tokens and 1 certificate", or how many of each fail: "2 of 4 tokens and 0 of 1 certificate". */
    private static String counted(List<TokenHealth> states, boolean withFailing) {
        return states.stream()
                .collect(Collectors.partitioningBy(state -> state.token().kind().isCertificate()))
                .entrySet()
                .stream()
                .filter(each -> !each.getValue().isEmpty())
                .map(each -> (withFailing ? failing(each.getValue()) + " of " : "")
                        + Phrase.counted(each.getValue().size(), each.getKey() ? "certificate" : "token"))
                .collect(Collectors.joining(" and "));
    }

    /** The colour of the mark in the browser's tab. */
    String colour() {
        return switch (state) {
            case "trouble" -> "d1242f";
            case "well" -> "1a7f4b";
            default -> "6b7280";
        };
    }
}
