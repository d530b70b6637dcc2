package dev.depwatch.scenario;

import dev.depwatch.scenario.Apple.Answer;
import dev.depwatch.scenario.JamfPro.Form;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Little evidence changes little: one record, one failing sync, a reading that is missing, a clock that is wrong, or
 * another token of the same instance. Found by a review that played 323 stories which nobody here had seen.
 */
@Execution(ExecutionMode.CONCURRENT)
class LittleEvidenceScenariosTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"stories", "strays", "crowds"})
    void little_evidence_changes_little(Scenario scenario) {
        scenario.plays();
    }

    static Stream<Scenario> stories() {
        return Stream.of(
                Scenario.of("two tokens one owner, renewed by two, killed between")
                        .jamf("school", "1 it-admin", "2 it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:15", "school/1", "mdm")
                        .isKilled("14:15:05")
                        .startsAgain("14:18")
                        .renew("14:20", "school/2", "anna")
                        .finds("14:30")
                        .says("14:20", "14:35", "Resolved")
                        .neverSays("mdm@example.org: ", "anna@example.org: "),
                Scenario.of("renewed by same owner; then rejected by a download")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:20:17", "school/1", "it-admin")
                        .download("14:30", "school/1", "anna")
                        .finds("14:27")
                        .finds("14:40", "regenerate school/1 of it-admin")
                        .says("14:33", "14:45", "rejected")
                        .neverSays("anna@example.org: "),
                Scenario.of("renewal just after midnight")
                        .begins("2026-11-24 23:00")
                        .jamf("school", "1 it-admin")
                        .starts("2026-11-24 23:30")
                        .changePassword("23:55", "it-admin")
                        .renew("2026-11-25 00:01:30", "school/1", "mdm")
                        .until("2026-11-25 00:40")
                        .finds("2026-11-25 00:01", "regenerate school/1 of it-admin")
                        .finds("2026-11-25 00:10")
                        .neverSays("mdm@example.org: "),
                Scenario.of("second renewal of the day by same owner: expiry, owner, server equal")
                        .jamf("school", "1 it-admin")
                        .renew("14:05", "school/1", "it-admin")
                        .changePassword("14:20", "it-admin")
                        .renew("14:40", "school/1", "it-admin")
                        .until("15:30")
                        .finds("14:30", "regenerate school/1 of it-admin")
                        .finds("14:50")
                        .says("14:40", "14:55", "Resolved"),
                Scenario.of("second renewal of the day, planned with 1 refused sync")
                        .jamf("school", "1 it-admin")
                        .renew("14:05", "school/1", "it-admin")
                        .download("14:30", "school/1", "it-admin")
                        .upload("14:30:40", "school/1")
                        .saysNothing(),
                Scenario.of("new token by other also bad (locked account), depwatch down meanwhile")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .stops("14:20")
                        .renew("14:25", "school/1", "mdm")
                        .changePassword("14:27", "mdm")
                        .startsAgain("14:40")
                        .finds("14:50", "regenerate school/1 of mdm")
                        .neverFindsBetween("14:42", "15:00", "regenerate school/1 of it-admin"),
                Scenario.of("entry replaced by one of another id and owner")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .remove("14:30", "school/1")
                        .until("15:10"),
                Scenario.of("renewed by other during Apple's outage (503)")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .outage("14:25", "14:40", Answer.SERVICE_UNAVAILABLE)
                        .renew("14:30", "school/1", "mdm")
                        .until("15:10")
                        .neverFinds("regenerate school/1 of mdm")
                        .neverSays("mdm@example.org: ")
                        .finds("14:46")
                        .neverSaysBetween("14:00", "14:40", "Resolved")
                        .says("14:40", "15:00", "Resolved"),
                Scenario.of("clock 4 min behind, planned renewal by other")
                        .jamf("school", "1 it-admin")
                        .skewed("school", Duration.ofMinutes(-4))
                        .download("14:22:00", "school/1", "mdm")
                        .upload("14:22:25", "school/1")
                        .saysNothing(),
                Scenario.of("clock 4 min ahead, planned renewal by other")
                        .jamf("school", "1 it-admin")
                        .skewed("school", Duration.ofMinutes(4))
                        .download("14:22:00", "school/1", "mdm")
                        .upload("14:22:25", "school/1")
                        .saysNothing(),
                Scenario.of("clock 4 min ahead, password, renewed by other")
                        .jamf("school", "1 it-admin", "2 it-admin")
                        .skewed("school", Duration.ofMinutes(4))
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:17", "school/1", "mdm")
                        .finds("14:20", "regenerate school/1+2 of it-admin")
                        .finds("14:40", "regenerate school/2 of it-admin")
                        .neverSays("mdm@example.org: "),
                Scenario.of("clock 7 min behind, password, renewed by other")
                        .jamf("school", "1 it-admin", "2 anna")
                        .skewed("school", Duration.ofMinutes(-7))
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:17", "school/1", "mdm")
                        .finds("14:20", "regenerate school/1 of it-admin")
                        .finds("14:40")
                        .neverSays("mdm@example.org: "),
                Scenario.of("DST end, renewed in the repeated hour")
                        .begins("2026-10-25 00:00")
                        .jamf("school", "1 it-admin")
                        .with("school", x -> x.runsIn(ZoneId.of("Europe/Zurich")))
                        .starts("2026-10-25 00:10")
                        .changePassword("2026-10-25 00:50", "it-admin")
                        .renew("2026-10-25 01:10", "school/1", "mdm")
                        .until("2026-10-25 02:30")
                        .finds("2026-10-25 00:59", "regenerate school/1 of it-admin")
                        .neverFinds("regenerate school/1 of mdm")
                        .neverFindsBetween("2026-10-25 01:15", "2026-10-25 02:30", "regenerate")
                        .neverSays("mdm@example.org: ")
                        .saysAtMost(2),
                Scenario.of("DST end, failure begins in the repeated hour")
                        .begins("2026-10-25 00:00")
                        .jamf("school", "1 it-admin")
                        .with("school", x -> x.runsIn(ZoneId.of("Europe/Zurich")))
                        .starts("2026-10-25 00:10")
                        .changePassword("2026-10-25 01:10", "it-admin")
                        .renew("2026-10-25 02:10", "school/1", "mdm")
                        .until("2026-10-25 03:00")
                        .finds("2026-10-25 01:20", "regenerate school/1 of it-admin")
                        .finds("2026-10-25 02:20")
                        .neverSays("mdm@example.org: ")
                        .saysAtMost(2),
                Scenario.of("two flap in antiphase")
                        .jamf("school", "1 it-admin", "2 anna")
                        .refuses("14:10", "school/1", "F.")
                        .refuses("14:10", "school/2", ".F")
                        .until("15:30")
                        .neverFinds("regenerate", "identify"),
                Scenario.of("flapping, then renewed by another (the flapping goes on)")
                        .jamf("school", "1 it-admin")
                        .refuses("14:10", "school/1", "F.")
                        .renew("14:40", "school/1", "mdm")
                        .until("16:00")
                        .neverFinds("regenerate")
                        .finds("15:50", "investigate school/1 of mdm")
                        .saysAtMost(2),
                Scenario.of("flap of T and R mixed with goods, 2 tokens")
                        .jamf("school", "1 it-admin", "2 anna")
                        .refuses("14:10", "school/1", "T.R.")
                        .until("16:00")
                        .neverFinds("regenerate", "accept_terms", "identify")
                        .saysAtMost(2),
                Scenario.of("unstated outage, one of three owners' password changes in it")
                        .jamf("a", "1 anna")
                        .jamf("b", "1 ben")
                        .jamf("c", "1 cleo")
                        .logs("a", Form.UNSTATED)
                        .logs("b", Form.UNSTATED)
                        .logs("c", Form.UNSTATED)
                        .outage("14:10", "14:30", Answer.FORBIDDEN)
                        .changePassword("14:20", "anna")
                        .until("15:20")
                        .neverFinds("regenerate a/1", "regenerate b/1")
                        .finds("15:15", "regenerate likely a/1 of anna"),
                Scenario.of("unknown words, flap")
                        .jamf("school", "1 it-admin")
                        .with("school", x -> x.says("ALPHA", "BETA"))
                        .refuses("14:10", "school/1", "F...")
                        .until("16:00")
                        .neverFinds("regenerate"),
                Scenario.of("token 1 forbidden for long; one forbidden sync of token 2")
                        .jamf("school", "1 it-admin", "2 anna")
                        .changePassword("14:05", "it-admin")
                        .refusesOnce("14:30", "school/2", "F")
                        .until("15:10")
                        .neverFinds("regenerate school/2")
                        .neverSays("anna@example.org: "),
                Scenario.of("new token by mdm is refused once (Apple lags), then good")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:29:50", "school/1", "mdm")
                        .refusesOnce("14:31", "school/1", "F")
                        .neverFinds("regenerate school/1 of mdm")
                        .neverSays("mdm@example.org: "),
                Scenario.of("uploaded 14:30:10, first sync 14:32:05 refused once")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:10", "school/1", "mdm")
                        .refusesOnce("14:31", "school/1", "F")
                        .neverFinds("regenerate school/1 of mdm")
                        .neverSays("mdm@example.org: "),
                Scenario.of(
                                "blip, an hour later another blip, depwatch down between: two failing readings 20 min apart")
                        .jamf("school", "1 it-admin")
                        .refusesOnce("14:10", "school/1", "F")
                        .stops("14:10:30")
                        .startsAgain("14:30:10")
                        .at("14:29", () -> {})
                        .refusesOnce("14:29", "school/1", "F")
                        .until("15:10")
                        .neverFinds("regenerate"),
                Scenario.of("one refused sync seen before a stop, one after 40 min")
                        .jamf("school", "1 it-admin")
                        .refusesOnce("14:10", "school/1", "R")
                        .stops("14:10:30")
                        .startsAgain("14:50:10")
                        .refusesOnce("14:49", "school/1", "R")
                        .until("15:30")
                        .neverFinds("regenerate")
                        .saysNothing(),
                Scenario.of("restart while clock 4 min ahead, renewed during stop")
                        .jamf("school", "1 it-admin")
                        .skewed("school", Duration.ofMinutes(4))
                        .changePassword("14:10", "it-admin")
                        .stops("14:29")
                        .renew("14:30:30", "school/1", "mdm")
                        .startsAgain("14:31:00")
                        .until("15:00")
                        .neverFinds("regenerate school/1 of mdm", "investigate")
                        .neverSays("mdm@example.org: "),
                Scenario.of("same, started before 2 min chatter; 9 min ahead")
                        .jamf("school", "1 it-admin")
                        .skewed("school", Duration.ofMinutes(9))
                        .changePassword("14:10", "it-admin")
                        .stops("14:29")
                        .renew("14:30:30", "school/1", "mdm")
                        .startsAgain("14:32:30")
                        .until("15:00")
                        .neverFinds("regenerate school/1 of mdm", "investigate")
                        .neverSays("mdm@example.org: "),
                Scenario.of("DST begin")
                        .begins("2027-03-28 00:00")
                        .jamf("school", "1 it-admin 2027-09-01")
                        .with("school", x -> x.runsIn(ZoneId.of("Europe/Zurich")))
                        .starts("2027-03-28 00:20")
                        .changePassword("2027-03-28 00:55", "it-admin")
                        .renew("2027-03-28 01:10", "school/1", "mdm")
                        .until("2027-03-28 02:00")
                        .finds("2027-03-28 01:03", "regenerate school/1 of it-admin")
                        .finds("2027-03-28 01:20")
                        .neverSays("mdm@example.org: "),
                Scenario.of("a password of one organisation and, ten minutes later, terms of another")
                        .jamf("school", "1 it-admin @One", "2 anna @Two")
                        .changePassword("14:10", "it-admin")
                        .publishTerms("14:22", "Two")
                        .until("15:10")
                        .finds("14:30", "accept_terms school/2 of anna", "regenerate school/1 of it-admin")
                        .neverFinds("accept_terms school/1", "identify"),
                Scenario.of("terms of one organisation, and later a password of another")
                        .jamf("school", "1 it-admin @One", "2 anna @Two")
                        .publishTerms("14:10", "Two")
                        .changePassword("14:22", "it-admin")
                        .until("15:10")
                        .finds("14:30", "accept_terms school/2 of anna", "regenerate school/1 of it-admin")
                        .neverFinds("accept_terms school/1", "identify"),
                Scenario.of("the same outage, for longer")
                        .jamf("a", "1 anna")
                        .jamf("b", "1 ben")
                        .jamf("c", "1 cleo")
                        .logs("a", Form.UNSTATED)
                        .logs("b", Form.UNSTATED)
                        .logs("c", Form.UNSTATED)
                        .outage("14:10", "14:30", Answer.FORBIDDEN)
                        .changePassword("14:20", "anna")
                        .until("17:20")
                        .finds("17:15", "regenerate likely a/1 of anna")
                        .finds("15:00", "regenerate likely a/1 of anna"),
                Scenario.of("renewed during a network fault of 10 minutes")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .network("14:25", "14:35", "school")
                        .renew("14:28", "school/1", "mdm")
                        .until("15:00")
                        .neverSays("withdrawn")
                        .says("14:28", "15:00", "Resolved"),
                Scenario.of("renewed, Apple 503 just after for 20 min")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:10", "school/1", "it-admin")
                        .outage("14:31", "14:51", Answer.SERVICE_UNAVAILABLE)
                        .until("15:20")
                        .neverSays("withdrawn")
                        .neverSaysBetween("14:00", "14:51", "Resolved")
                        .says("14:28", "15:10", "Resolved"),
                Scenario.of("same word for good and bad; two refused syncs 10 min apart")
                        .jamf("school", "1 it-admin")
                        .with("school", x -> x.says("OK", "OK"))
                        .refuses("14:10", "school/1", "F....")
                        .until("16:00")
                        .neverFinds("regenerate"),
                Scenario.of("a token that was rejected before and is forbidden now, beside a dead one")
                        .jamf("school", "1 anna @Two", "2 mdm @One")
                        .changePassword("14:06", "mdm")
                        .refuses("14:08:08", "school/2", "R..")
                        .refuses("14:27", "school/2", ".")
                        .changePassword("14:24", "anna")
                        .stray("15:04:37", "school", Answer.TOKEN_REJECTED)
                        .until("15:50")
                        .finds("15:30", "regenerate school/1 of anna", "regenerate school/2 of mdm")
                        .finds("15:45", "regenerate school/1 of anna", "regenerate school/2 of mdm"),
                Scenario.of("two outages of 10 minutes, one instance")
                        .jamf("school", "1 it-admin")
                        .outage("14:10", "14:20", Answer.SERVICE_UNAVAILABLE)
                        .outage("14:35", "14:45", Answer.SERVICE_UNAVAILABLE)
                        .until("15:30")
                        .saysNothing(),
                Scenario.of("two network faults of 10 min, 50 min apart")
                        .jamf("school", "1 it-admin")
                        .network("14:10", "14:20", "school")
                        .network("15:05", "15:15", "school")
                        .until("15:50")
                        .saysNothing(),
                Scenario.of("Cloud, two 10 min outages")
                        .jamf("c", "1 it-admin")
                        .withoutLog("c")
                        .outage("14:10", "14:20", Answer.SERVICE_UNAVAILABLE)
                        .outage("14:45", "14:55", Answer.SERVICE_UNAVAILABLE)
                        .until("15:50")
                        .saysNothing(),
                Scenario.of("two tokens, one refused sync each in consecutive rounds")
                        .jamf("school", "1 it-admin", "2 anna")
                        .refusesOnce("14:10", "school/1", "F")
                        .refusesOnce("14:10", "school/2", ".F")
                        .until("15:10")
                        .saysNothing(),
                Scenario.of("planned renewals of two tokens in consecutive rounds")
                        .jamf("school", "1 it-admin", "2 anna")
                        .download("14:10", "school/1", "mdm")
                        .upload("14:11:30", "school/1")
                        .download("14:11:50", "school/2", "mdm")
                        .upload("14:13:30", "school/2")
                        .until("15:10")
                        .saysNothing(),
                Scenario.of("renewed; first sync refused; still refused (mdm really dead) is reported in 2 intervals")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .renew("14:30:10", "school/1", "mdm")
                        .changePassword("14:31", "mdm")
                        .finds("14:37", "regenerate school/1 of mdm"),
                Scenario.of("moved to unknown server while other token of instance flaps")
                        .jamf("school", "1 it-admin", "2 anna")
                        .jamf("lab", "1 x")
                        .refuses("14:05", "school/2", "F.")
                        .download("14:20", "lab/1", "mdm")
                        .uploadTo("14:20:20", "lab/1", "school/1")
                        .uploadTo("14:20:20", "lab/1", "lab/1")
                        .until("15:20")
                        .finds("15:10", "investigate school/1 of mdm", "investigate school/2 of anna")
                        .neverFinds("regenerate"),
                Scenario.of(
                                "killed just after the CRITICAL is due, renewed by mdm during the outage of depwatch, never reported twice")
                        .jamf("school", "1 it-admin")
                        .changePassword("14:10", "it-admin")
                        .isKilled("14:12:30")
                        .renew("14:12:40", "school/1", "mdm")
                        .startsAgain("14:13:10")
                        .neverFinds("regenerate school/1 of mdm")
                        .saysNothing(),
                Scenario.of("one token R then F then stray R")
                        .jamf("school", "1 anna")
                        .refuses("14:08", "school/1", "R")
                        .refuses("14:27", "school/1", "F")
                        .stray("15:04:37", "school", Answer.TOKEN_REJECTED)
                        .until("15:50")
                        .finds("15:30", "regenerate school/1 of anna"),
                Scenario.of("503 at 14:05 for a while, token 1 F, stray 503")
                        .jamf("school", "1 anna", "2 mdm")
                        .outage("14:05", "14:12", Answer.SERVICE_UNAVAILABLE)
                        .changePassword("14:24", "anna")
                        .stray("14:50:37", "school", Answer.SERVICE_UNAVAILABLE)
                        .until("15:50")
                        .finds("15:30", "regenerate school/1 of anna")
                        .finds("15:45", "regenerate school/1 of anna"),
                Scenario.of("token 2 FFR (no goods) until 14:27 then F; token 1 dies 14:24; stray R 15:04")
                        .jamf("school", "1 anna", "2 mdm")
                        .refuses("14:04", "school/2", "RFF")
                        .refuses("14:27", "school/2", "F")
                        .changePassword("14:24", "anna")
                        .stray("15:04:37", "school", Answer.TOKEN_REJECTED)
                        .until("15:50")
                        .finds("15:30", "regenerate school/1 of anna", "regenerate school/2 of mdm")
                        .neverSays("no longer among those that fail"),
                Scenario.of("a 503 once on token 2 at 14:04, token 1 dies at 14:30")
                        .jamf("school", "1 anna", "2 mdm")
                        .refusesOnce("14:04", "school/2", "S")
                        .changePassword("14:30", "anna")
                        .until("15:30")
                        .finds("14:40", "regenerate school/1 of anna")
                        .neverFinds("identify"),
                Scenario.of("flap alert then token removed")
                        .jamf("school", "1 anna", "2 mdm")
                        .refuses("14:10", "school/1", "F.")
                        .remove("14:40", "school/1")
                        .until("15:30")
                        .finds("15:20")
                        .neverSays("works again"),
                Scenario.of("two cases, renewals of both within the same minute by one other account")
                        .jamf("school", "1 anna", "2 mdm")
                        .changePassword("14:10", "anna")
                        .download("14:20", "school/2", "x")
                        .renew("14:40:10", "school/1", "ops")
                        .renew("14:40:20", "school/2", "ops")
                        .until("15:20")
                        .finds("14:46")
                        .neverSays("ops@example.org: ")
                        .says("14:40", "15:00", "Resolved"),
                Scenario.of("20 tokens of one instance, one dies")
                        .jamf(
                                "school",
                                IntStream.rangeClosed(1, 20)
                                        .mapToObj(i -> i + " o" + i)
                                        .toArray(String[]::new))
                        .changePassword("14:10", "o7")
                        .until("15:00")
                        .finds("14:20", "regenerate school/7 of o7")
                        .saysAtMost(1),
                Scenario.of("every third, API 503 for 6 min")
                        .jamf("school", "1 it-admin")
                        .refuses("14:10", "school/1", "F..")
                        .api("14:34:30", 503, "school")
                        .api("14:40:20", 200, "school")
                        .until("15:30")
                        .neverFinds("regenerate")
                        .saysAtMost(1),
                Scenario.of("two dead of one owner with hiccup S every 10 min on the first only")
                        .jamf("school", "1 anna", "2 anna")
                        .changePassword("14:10", "anna")
                        .refuses("14:20", "school/1", "....S")
                        .refuses("14:20:30", "school/1", "FFFFS")
                        .until("15:30")
                        .finds("14:58", "regenerate school/1+2 of anna")
                        .saysAtMost(2),
                Scenario.of("dead single token with S every 10 min")
                        .jamf("school", "1 anna")
                        .changePassword("14:10", "anna")
                        .refuses("14:20:30", "school/1", "FFFFS")
                        .until("15:30")
                        .finds("14:58", "regenerate school/1 of anna")
                        .saysAtMost(2),
                Scenario.of("renewed by mdm, first sync 503 once then good")
                        .jamf("school", "1 anna")
                        .changePassword("14:10", "anna")
                        .renew("14:30:10", "school/1", "mdm")
                        .refusesOnce("14:31", "school/1", "S")
                        .until("15:10")
                        .neverFinds("regenerate school/1 of mdm")
                        .says("14:30", "15:00", "Resolved")
                        .saysAtMost(2),
                Scenario.of("renewed by mdm, first two syncs 503 then good, unstated")
                        .jamf("school", "1 anna")
                        .logs("school", Form.UNSTATED)
                        .changePassword("14:10", "anna")
                        .renew("14:30:10", "school/1", "mdm")
                        .refusesOnce("14:31", "school/1", "SS")
                        .until("15:10")
                        .neverSays("mdm@example.org")
                        .says("14:30", "15:00", "Resolved")
                        .saysAtMost(2));
    }

    /** One record that states something else, while the syncs of one or two tokens go on to fail as before. */
    static Stream<Scenario> strays() {
        List<Scenario> strays = new ArrayList<>();
        for (Answer answer : Answer.values()) {
            for (Form form : List.of(Form.BRACKETS, Form.UNSTATED)) {
                if (!isKnownToPrevail(answer, form)) {
                    strays.addAll(strays(answer, form));
                }
            }
        }
        return strays.stream();
    }

    /** Of the only token, what the newest record states is believed where it changes no token, until the next sync. */
    private static boolean isKnownToPrevail(Answer answer, Form form) {
        return (answer == Answer.TERMS_NOT_SIGNED && form == Form.BRACKETS)
                || (answer == Answer.SERVER_INACTIVE && form == Form.UNSTATED);
    }

    private static List<Scenario> strays(Answer answer, Form form) {
        String how = form == Form.UNSTATED ? "regenerate likely " : "regenerate ";
        String stray = ", and one record of " + answer + " in " + form;
        return List.of(
                Scenario.of("a dead token" + stray)
                        .jamf("school", "1 it-admin")
                        .logs("school", form)
                        .changePassword("14:10", "it-admin")
                        .stray("14:40:30", "school", answer)
                        .until("15:06")
                        .finds("14:38", how + "school/1 of it-admin")
                        .finds("15:04", how + "school/1 of it-admin")
                        .saysAtMost(2),
                Scenario.of("two dead tokens of one owner" + stray)
                        .jamf("school", "1 it-admin", "2 it-admin")
                        .logs("school", form)
                        .changePassword("14:10", "it-admin")
                        .stray("14:40:30", "school", answer)
                        .until("15:06")
                        .finds("14:38", how + "school/1+2 of it-admin")
                        .finds("15:04", how + "school/1+2 of it-admin")
                        .saysAtMost(2),
                Scenario.of("two dead tokens of two owners" + stray)
                        .jamf("school", "1 it-admin", "2 anna")
                        .logs("school", form)
                        .changePassword("14:05", "it-admin")
                        .changePassword("14:20", "anna")
                        .stray("14:40:30", "school", answer)
                        .until("15:06")
                        .finds("14:38", how + "school/1 of it-admin", how + "school/2 of anna")
                        .finds("15:04", how + "school/1 of it-admin", how + "school/2 of anna")
                        .saysAtMost(3));
    }

    /** One proxy or one of Apple's servers, on twelve instances. */
    static Stream<Scenario> crowds() {
        return Stream.of("F.", "N.", "S.", "R..").map(pattern -> {
            Scenario crowd = Scenario.of("twelve instances whose syncs fail by " + pattern)
                    .many("s", 12, "it-admin")
                    .until("16:00")
                    .neverFinds("regenerate")
                    .saysAtMost(2);
            for (int number = 1; number <= 12; number++) {
                crowd.refuses("14:10", "s" + number + "/1", pattern);
            }
            return crowd;
        });
    }
}
