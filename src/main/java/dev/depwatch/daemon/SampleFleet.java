package dev.depwatch.daemon;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Assessor;
import dev.depwatch.assess.Policy;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.Journal;
import dev.depwatch.logs.LogName;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fictional fleet with one problem for each kind of alert, and the same fleet after all of them: facts, from which
 * the real rules conclude. Its names are under {@code example.org}.
 */
final class SampleFleet {
    /** The warning time in which {@code annex} expires. */
    static final List<Duration> WARN_AT = List.of(Duration.ofDays(7));

    private static final Duration EXPIRES_IN = Duration.ofDays(5);

    /** A cause that no sync repeats ends only after a quiet day. */
    private static final Duration OVER_AFTER = Duration.ofHours(26);

    private static final Duration SYNC_INTERVAL = Duration.ofMinutes(2);
    private static final Duration LASTED = Duration.ofMinutes(12);
    private static final String ADMIN = "it-admin@example.org";
    private static final String LIBRARIAN = "librarian@example.org";
    private static final String UNIVERSITY = "Example University";

    private final Instant over;
    private final Instant failing;
    private final List<Case> cases = new ArrayList<>();

    /** @param now when all problems are over; they existed the day before */
    SampleFleet(Instant now) {
        over = now;
        failing = now.minus(OVER_AFTER);
        open("physics", Cause.FORBIDDEN, refused("FORBIDDEN"));
        open("chemistry", Cause.FORBIDDEN, refused("FORBIDDEN"));
        open("library", Cause.TERMS_NOT_SIGNED, refused("T_C_NOT_SIGNED"));
        open("lab", Cause.TOKEN_REJECTED, refused("token_rejectedForbidden"));
        open(
                "archive",
                Cause.SERVER_INACTIVE,
                "[ERROR] [duledPool-8] [llmentProgramDeviceHelper] - 403: SERVER_INACTIVE");
        open(
                "museum",
                Cause.CONTENT_TOKEN_CLAIMED_ELSEWHERE,
                "[ERROR] [duledPool-8] [VppCommService           ] - Client context for admin account doesn't match");
        open(
                "workshop",
                Cause.BAD_REQUEST,
                "[ERROR] [duledPool-8] [llmentProgramDeviceHelper] - 400 response from Device Enrollment Program"
                        + " indicating one of the following:");
    }

    /** The fleet with every problem. */
    Assessment failing() {
        return assess(failing, Optional.empty(), failing.plus(EXPIRES_IN));
    }

    /** The fleet with only this kind of alert. */
    Assessment failing(Remedy only) {
        Assessment all = failing();
        return all.withFindings(all.findings().stream()
                .filter(finding -> finding.remedy() == only)
                .toList());
    }

    /** The fleet after all repairs: each token has synced since, and the expiring one is renewed. */
    Assessment over() {
        return assess(
                over, Optional.of(new Sync("SUCCESSFUL", over.minus(SYNC_INTERVAL))), over.plus(Duration.ofDays(365)));
    }

    private Assessment assess(Instant at, Optional<Sync> sync, Instant annexExpires) {
        Map<Instance, List<TokenState>> states = tokens(
                        Expiry.ofDate(LocalDate.ofInstant(annexExpires, ZoneOffset.UTC)))
                .map(token -> new TokenState(token, sync))
                .collect(Collectors.groupingBy(state -> state.token().instance()));
        Map<Instance, InstanceInventory> inventories = states.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> read(entry.getKey(), entry.getValue(), at)));
        return new Assessor(new Policy(SYNC_INTERVAL, WARN_AT))
                .assess(
                        new Journal.Snapshot(List.of(), cases, List.of(), List.of(), List.of()),
                        states.keySet().stream()
                                .map(instance -> followed(instance, at))
                                .toList(),
                        inventories,
                        List.of(),
                        at);
    }

    private static LogStatus followed(Instance instance, Instant at) {
        return LogStatus.notOpenedYet(new LogName(instance, "sample"))
                .at(true, Optional.empty(), Optional.empty(), 0, at);
    }

    private static InstanceInventory read(Instance instance, List<TokenState> states, Instant at) {
        URI jamf = URI.create("https://" + instance.name() + ".example.org:8443");
        return InstanceInventory.unread(instance, Optional.of(jamf), Source.JAMF)
                .after(new Reading(states), false, at);
    }

    private static Stream<Token> tokens(Expiry ofAnnex) {
        return Stream.of(
                ade("physics", "1", ADMIN, UNIVERSITY),
                ade("chemistry", "1", ADMIN, UNIVERSITY),
                ade("library", "1", LIBRARIAN, "Example Library"),
                ade("lab", "1", "lab@example.org", UNIVERSITY),
                ade("lab", "2", LIBRARIAN, UNIVERSITY),
                ade("archive", "1", "archive@example.org", UNIVERSITY),
                token("museum", TokenKind.CONTENT, "1", "curator@example.org", "Example Museum", Optional.empty()),
                ade("workshop", "1", "workshop@example.org", UNIVERSITY),
                token("annex", TokenKind.ADE, "1", "annex@example.org", UNIVERSITY, Optional.of(ofAnnex)),
                token("office", TokenKind.PUSH, Token.Key.ONLY, "office@example.org", "", Optional.of(ofAnnex)));
    }

    private static Token ade(String instance, String id, String owner, String organization) {
        return token(instance, TokenKind.ADE, id, owner, organization, Optional.empty());
    }

    private static Token token(
            String instance, TokenKind kind, String id, String owner, String organization, Optional<Expiry> expires) {
        return new Token(
                new Token.Key(new Instance(instance), kind, id),
                "Example " + instance + " " + id,
                AppleId.of(owner),
                organization,
                kind == TokenKind.ADE ? "Jamf Pro " + instance + " " + id : "",
                "",
                expires);
    }

    private void open(String instance, Cause cause, String record) {
        Instant last = failing.minusSeconds(60);
        Instant first = last.minus(LASTED);
        cases.add(new Case(
                "sample-" + instance,
                new Instance(instance),
                cause,
                "sample",
                first,
                last,
                first,
                last,
                7,
                SYNC_INTERVAL,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                record));
    }

    private static String refused(String body) {
        return "[ERROR] [duledPool-8] [ntInstanceSyncCommService] - DeviceEnrollmentProgramException[responseCode=403,"
                + " responseBody='" + body + "', message='An error occurred during oauth token refresh']";
    }
}
