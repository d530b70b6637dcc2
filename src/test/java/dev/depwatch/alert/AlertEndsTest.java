package dev.depwatch.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth.Recovery;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether and how an alert ended that is not in the newest assessment. */
class AlertEndsTest {
    private static final Token SCHOOL = Situation.ade("school", "it-admin@example.org");
    private static final Token PHYSICS = Situation.ade("physics", "it-admin@example.org");
    private static final Token CHEMISTRY = Situation.ade("chemistry", "it-admin@example.org");
    private static final Instant LONG_AGO = Situation.NOW.minus(Duration.ofDays(92));

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            rule                                | BEFORE                                                            | NOW                                                                               | SAYS                            | NEVER
            a silenced token never failed       | date renew ade@physics ade@chemistry                              | silence physics: moves; date renew ade@physics; health healthy ade@chemistry~2027-11-30 | chemistry, ADE token "Example ADE": expires 2027-11-30 | fail
            nor did a silenced certificate      | dated_certificate push@physics push@chemistry                     | silence physics: moves; dated_certificate push@physics; health healthy push@chemistry~2027-11-30 | chemistry, push certificate: expires 2027-11-30 | fail
            without a date it proves nothing    | dated_certificate push@physics push@chemistry +certificate_is_over | silence physics: moves; dated_certificate push@physics; health healthy push@chemistry | The failure itself has not ended | chemistry
            only its log is silenced            | certain investigate service_error ade@physics ade@chemistry       | silence physics: moves; trouble physics log_not_followed: denied; ended service_error synced physics chemistry; renewed proven ade@physics ade@chemistry | Resolved | Silenced
            what ended unknown is not proven    | certain investigate service_error ade@physics; unknown investigate service_error chemistry | renewed proven ade@physics; ended service_error synced physics; ended service_error not_seen_since chemistry | chemistry: not seen since | Resolved
            what is open still has not ended    | certain investigate service_error ade@physics; unknown investigate service_error chemistry | renewed proven ade@physics; ended service_error synced physics; open service_error chemistry | the alert is withdrawn | how it ended
            two cases of one are counted once   | certain investigate service_error ade@physics; unknown investigate service_error chemistry | renewed proven ade@physics; ended service_error synced physics; ended service_error not_seen_since chemistry chemistry | 1 of 2 is known | of 3
            a renewal fails nobody yet          | date renew ade@physics ade@chemistry                              | silence physics: moves; date renew ade@physics; health healthy ade@chemistry~2027-11-30 | The token still expires. | It began
            a leaver's token fails already      | certain renew sync_failed ade@physics                             | silence physics: moves; certain renew sync_failed ade@physics | The failure itself has not ended. | still expires
            nor do several that are silenced    | date renew ade@physics ade@chemistry                              | silence physics: moves; silence chemistry: moves; date renew ade@physics ade@chemistry | They still expire. | It began
            nor does a silenced certificate     | dated_certificate push@physics push@chemistry                     | silence physics: moves; dated_certificate push@physics; health healthy push@chemistry~2027-11-30 | The certificate still expires. | It began
            one fails, and one is over          | certain regenerate forbidden ade@physics ade@chemistry            | silence physics: moves; open forbidden physics; certain regenerate forbidden ade@physics; health failing ade@physics; renewed proven ade@chemistry; ended forbidden replaced chemistry | 1 ADE token on physics still fails, and depwatch sends nothing more about it until | itself has not ended
            one fails, and one is forgotten     | certain regenerate forbidden ade@physics ade@chemistry            | silence physics: moves; open forbidden physics; certain regenerate forbidden ade@physics; health failing ade@physics | What else this alert named is no longer found to fail. | is not known
            the token of a case is another one  | date renew ade@physics                                            | date regenerate ade@physics~2026-11-22                                           | It replaces the alert about     | The failure continues
            a failure continues                 | certain regenerate forbidden ade@physics                          | open forbidden physics; certain accept_terms forbidden ade@physics               | The failure continues.          | has ended
            the only one of its kind            | certain regenerate forbidden ade@physics; certain regenerate content_token_invalid content@physics | health unknown ade@physics content@physics; ended forbidden synced physics; ended content_token_invalid synced physics | Resolved | ot seen
            other tokens fail instead           | certain regenerate forbidden ade@physics                          | open forbidden physics; certain regenerate forbidden loan@physics/lab             | and other tokens still fail.    | depwatch notifies you
            nor are they named                  | certain regenerate forbidden ade@physics                          | open forbidden physics; certain regenerate forbidden loan@physics/lab             | headline=Apple ID it-admin@example.org: 1 ADE token is no longer among those that fail, on physics., where= | lab@example.org
            and nothing is resolved             | certain regenerate forbidden ade@physics                          | open forbidden physics; certain regenerate forbidden loan@physics/lab             | no longer among those that fail | esolved
            a new token may end a working one   | certain regenerate forbidden ade@physics                          | open forbidden physics; certain regenerate forbidden loan@physics/lab             | Do not act on the earlier advice (regenerate) | has not ended
            so may one for the one to find      | one_of identify forbidden ade@physics                             | open forbidden physics; certain regenerate forbidden loan@physics/lab             | Do not act on the earlier advice (find out which token) | has not ended
            which is right for the one found    | one_of identify forbidden ade@physics loan@physics                | open forbidden physics; certain regenerate forbidden ade@physics                  | It replaces the alert           | Do not act
            or for its server                    | one_of identify server_inactive ade@physics loan@physics          | open server_inactive physics; certain relink_server server_inactive ade@physics   | It replaces the alert           | Do not act
            the worse of two goes on            | one_of identify forbidden ade@physics loan@physics/lab           | open forbidden physics; certain regenerate forbidden ade@physics; certain investigate forbidden loan@physics/lab | headline=New advice: Apple ID it-admin@example.org: 1 ADE token needs regenerating | lab@example.org
            a look does no harm                 | certain investigate sync_failed ade@physics                       | open sync_failed physics; certain investigate sync_failed loan@physics/lab        | and other tokens still fail.    | Do not act
            it began when the account was locked | date renew ade@physics~2027-12-01 +owner_account_out; account it-admin locked | health healthy ade@physics~2027-12-01; account it-admin active       | It began at                     | depend
            its log is not read up to now       | certain regenerate forbidden ade@physics                          | behind physics; renewed proven ade@physics; ended forbidden replaced physics      | no end                          | Resolved
            its log is no longer configured     | certain regenerate forbidden ade@physics                          | ended forbidden no_longer_watched physics                                         | no longer reads the source of this alert on physics | another Jamf Pro
            a notified one is silenced          | unknown_gsx physics +as_notified                                  | silence physics: moves; unknown_gsx physics +as_notified                          | sends nothing more              | no longer notifies
            renewed with another account        | date renew ade@physics +owner_account_out; account it-admin locked | health healthy ade@physics/mdm~2027-12-01; account it-admin active               | no longer depends on this account | active again
            one of two, and the account is back | date renew ade@physics ade@chemistry +owner_account_out; account it-admin locked | health healthy ade@physics/mdm~2027-12-01 ade@chemistry~2027-12-01; account it-admin active | 2 ADE tokens no longer need renewing, on chemistry and physics. | depend
            a dismissed notification is no proof | revoked push@physics~2027-06-30 +certificate_is_over +as_notified | health healthy push@physics~2027-06-30                                           | Nothing proves that it was renewed | Over after
            an owner that was corrected is none  | revoked push@physics~2027-06-30 +certificate_is_over +as_notified | replaced push@physics/lab~2027-06-30; health healthy push@physics~2027-06-30     | Nothing proves that it was renewed | no longer needs
            it has another owner, and no new date | account_out push@physics +owner_account_out; account it-admin locked | replaced push@physics~2027-06-30; health healthy push@physics/lab~2027-06-30; account it-admin locked | 1 push certificate no longer depends on this account, on physics. | renew
            the same where its date is not known | account_out push@physics~- +owner_account_out; account it-admin locked | health unknown push@physics/lab~-; account it-admin locked                        | no longer depends on this account, on physics. | renewed
            it has another date                  | revoked push@physics~2027-06-30 +certificate_is_over +as_notified | replaced push@physics~2027-06-30; health healthy push@physics~2027-11-30         | no longer needs renewing        | Nothing proves
            another topic is no renewal          | dated_certificate push@physics                                    | replaced push@physics!; health healthy push@physics!!~2027-11-30                  | Nothing proves that it was renewed | no longer needs
            the same topic is one                | dated_certificate push@physics                                    | replaced push@physics!; health healthy push@physics!~2027-11-30                   | no longer needs renewing        | Nothing proves
            nor is another server's token        | date renew ade@physics                                            | dated investigate token_of_another_server ade@physics!~2027-11-30                 | It replaces the alert           | no longer needs
            an expiry that cannot be read        | date renew ade@physics                                            | undated physics; health healthy ade@physics~-                                     | no end                          | no longer needs
            nor one that has passed              | date regenerate content@physics~2026-11-22                        | undated physics; health unknown content@physics~-                                 | no end                          | no longer needs
            which an entry without a token lacks | date regenerate content@physics~2026-11-22                        | health unknown content@physics~-                                                  | its expiry is no longer known   | no longer needs
            another date there cannot be read    | date renew ade@physics                                            | undated physics; health healthy ade@physics~2027-11-30                            | no longer needs renewing        | not every expiry
            an account is back beside such a date | date renew ade@physics +owner_account_out; account it-admin locked | undated physics; health healthy ade@physics~2027-12-01; account it-admin active | active again                    | not every expiry
            an entry without a token has none    | date renew ade@physics                                            | health healthy ade@physics~-                                                      | 1 ADE token: not every expiry is known any more, on physics. | no longer needs
            nor does another token's server end it | date renew ade@physics                                          | health healthy ade@physics~2027-11-30; dated investigate token_of_another_server loan@physics!~2027-11-30 | no longer needs renewing | It replaces
            the account of a certificate is back | account_out push@physics +owner_account_out; account it-admin locked | health healthy push@physics~2026-11-01; account it-admin active               | active again                    | sync
            only a push certificate is configured | dated_certificate gsx@physics                                   | health healthy gsx@physics~-                                                      | Nothing proves that it was renewed | pushCertificate
            a warning of a date began nowhere     | dated_certificate gsx@physics                                   | health healthy gsx@physics~-                                                      | Nothing proves that it was renewed | It began
            a connection is switched off        | dated_certificate gsx@physics                                     | removed gsx@physics                                                               | is off in Jamf Pro, or jamf.gsx is not set | no longer in
            the configuration names it no more  | dated_certificate push@physics                                    | nothing                                                                           | This alert ended at             | It began
            one works, one was deleted          | certain regenerate token_rejected ade@physics ade@chemistry       | ended token_rejected token_removed physics; ended token_rejected replaced chemistry | Over after 3 h 12 min. Apple ID it-admin@example.org: 1 of 2 ADE tokens is known to work again. | Not all
            its syncs failed before its day     | dated renew sync_failed ade@physics~2026-11-24                    | health unknown ade@physics~2027-11-30                                             | Check in Jamf Pro that the last sync is recent and good. | work
            none of several new ones has synced | certain regenerate forbidden ade@physics ade@chemistry            | renewed not_proven ade@physics ade@chemistry                                      | new tokens are in place, on chemistry and physics, without a good sync so far. | a new token is in place, on
            one is gone, one is not watched     | date renew ade@physics ade@school                                 | removed ade@physics                                                               | none of 2 ADE tokens is known to be renewed. | work
            nor is one whose instance is not    | date renew ade@physics ade@school                                 | nothing                                                                           | headline=No longer watched. Apple ID it-admin@example.org: depwatch does not watch 1 ADE token on school any more; what this alert reported may continue., where= | esolved
            each is said to be so               | date renew ade@physics ade@school                                 | nothing                                                                           | where=[Line[text=physics, ADE token with id 1: it is no longer there, link=Optional.empty], Line[text=school: no longer watched; it may continue, | esolved
            its organisation is asked no more   | date renew ade@physics~2027-12-01 +owner_account_out; account it-admin locked | health healthy ade@physics~2027-12-01                                | No longer watched               | no longer needs renewing
            the organisation is not read yet    | date renew ade@physics~2027-12-01 +owner_account_out; account it-admin locked | health healthy ade@physics~2027-12-01; apple_unread Example          | no end                          | no longer
            nor does Apple list the account yet | account_out push@physics +owner_account_out; account it-admin locked | health healthy push@physics~2027-11-01; apple_unread Example                 | no end                          | no longer
            a server that Apple alone reported  | dated relink_server server_inactive ade@physics                   | health unknown ade@physics                                                        | does not see the servers        | as deleted
            a server that Apple does not list yet | dated relink_server server_inactive ade@physics                 | health unknown ade@physics; apple_unread Example                                  | no end                          | as deleted
            a server that is there again        | dated relink_server server_inactive ade@physics                   | health unknown ade@physics; heard mdm-physics 2026-11-24T13:30:00Z                 | as deleted                      | watched
            a silent owner is asked for no more | trouble physics connections_stopped lab@example.org: silent       | health healthy ade@physics/lab                                                    | does not see the servers        | how the tokens
            a silent owner is not read yet      | trouble physics connections_stopped lab@example.org: silent       | health healthy ade@physics/lab; apple_unread Example                              | no end                          | how the tokens
            only another owner is heard         | trouble physics connections_stopped: silent                       | certain regenerate forbidden ade@physics; health healthy loan@physics/lab; heard mdm-loan 2026-11-24T13:30:00Z | how the tokens | hears from the servers
            the owner of a silent one leaves    | trouble physics connections_stopped lab@example.org: silent       | date renew ade@physics/lab +owner_account_out; account lab deactivated; heard mdm-physics 2026-11-24T13:00:00Z | or why they do not | now shows
            a topic that nobody put back        | trouble physics topic_changed: another one                        | days_later 8; health healthy push@physics!                                        | still get no command            | Over after
            the former topic is back            | trouble physics topic_changed: another one                        | health healthy push@physics!                                                      | is the former one again         | no command
            another topic is silenced           | trouble physics topic_changed: another one                        | silence physics: moves; trouble physics topic_changed: another one                | What this alert reported has not ended  | see what
            the topic is no longer configured   | trouble physics topic_changed: another one                        | health healthy push@physics                                                       | No longer watched               | former
            only on shared iPads it is locked   | date renew ade@physics +owner_account_out; account it-admin locked | health healthy ade@physics~2027-12-01; account it-admin locked_for_shared_ipad   | no longer lists the account as locked | active
            Apple gives a word of its own       | date renew ade@physics +owner_account_out; account it-admin locked | health healthy ade@physics~2027-12-01; account it-admin unknown                  | no longer lists the account as locked | no renewal
            a log left the configuration        | trouble physics log_not_followed: denied                          | nothing                                                                           | does not read what this alert is about on physics | followed again
            it is configured meanwhile          | unknown renew_certificate certificate_expired physics +certificate_is_over +as_notified | dated_certificate push@physics~2026-11-20 +certificate_is_over +as_notified | It replaces the alert | no longer
            a certificate is never synced       | stated renew_certificate certificate_expired push@physics~2026-11-20 +certificate_is_over | ended certificate_expired not_seen_since physics | Not seen since | sync
            nor is it a token                   | stated renew_certificate certificate_expired push@physics~2026-11-20 +certificate_is_over | ended certificate_expired not_seen_since physics | Nothing proves that it was renewed. | a new token
            nor is one that was renewed         | stated renew_certificate certificate_expired push@physics~2026-11-20 +certificate_is_over | renewed not_proven push@physics~2027-11-30; ended certificate_expired not_seen_since physics | Not seen since | sync
            which is no new token               | stated renew_certificate certificate_expired push@physics~2026-11-20 +certificate_is_over | renewed not_proven push@physics~2027-11-30; ended certificate_expired not_seen_since physics | Nothing proves that it was renewed. | a new token
            a forgotten one works now           | certain regenerate forbidden ade@physics ade@chemistry            | health healthy ade@physics; ended forbidden synced chemistry                      | headline=Resolved               | Not all proven
            nothing is known of the forgotten   | certain regenerate forbidden ade@physics ade@chemistry            | health unknown ade@physics; ended forbidden synced chemistry                      | headline=Not all proven         | Resolved
            a content token is reclaimed        | dated reclaim content_token_claimed_elsewhere content@physics     | health healthy content@physics                                                    | no longer says that another server uses | renew
            """)
    void the_words_of_an_end(String rule, String before, String now, String says, String never) {
        String jamf = "jamf physics chemistry; ";
        Alert alert = GoldenSituations.only(Situation.of(jamf + before).assessment());

        assertThat(GoldenSituations.ended(alert, Situation.of(jamf + now).later())
                        .map(end -> end.message().toString())
                        .orElse("no end"))
                .as(rule)
                .contains(says)
                .doesNotContain(never);
    }

    private static Optional<AlertEnd> end(Situation before, Situation now) {
        return GoldenSituations.ended(GoldenSituations.only(before.assessment()), now.later())
                .map(Alerts.Ended::end);
    }

    /** How the cases of two tokens ended, or that they are forgotten: the weaker proof decides, whichever token has it. */
    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            ONE,                              OTHER,                             END,               PROVEN
            ended forbidden synced,           ended forbidden replaced,          replaced,          true
            ended forbidden replaced,         ended forbidden token_removed,     token_removed,     false
            ended forbidden token_removed,    ended forbidden no_longer_watched, no_longer_watched, false
            ended forbidden no_longer_watched, renewed not_proven,               in_place,          false
            renewed not_proven,               ended forbidden not_seen_since,    not_seen_since,    false
            ended forbidden not_seen_since,   ended forbidden token_removed,     not_seen_since,    false
            ended forbidden not_seen_since,   jamf,                              unknown,           false
            """)
    void the_weakest_proof_decides(String one, String other, String resolvedBy, boolean proven) {
        Situation both = Situation.of("certain regenerate forbidden ade@school ade@physics");
        for (String now : List.of(on(one, "school", other, "physics"), on(one, "physics", other, "school"))) {
            AlertEnd end = end(both, Situation.of(now)).orElseThrow();

            assertThat(end.resolvedBy()).as(now).isEqualTo(resolvedBy);
            assertThat(end.isProven()).as(now).isEqualTo(proven);
        }
    }

    private static String on(String one, String here, String other, String there) {
        return Stream.of(one + " " + here, other + " " + there)
                .map(state -> state.replaceAll("proven (\\w+)", "proven ade@$1"))
                .collect(Collectors.joining("; "));
    }

    /** An end that is not final must last before depwatch reports it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            rule | BEFORE | NOW | END | FINAL
            The next sync will decide                         | certain regenerate forbidden ade@school        | jamf school; recovery awaits_sync ade@school; open forbidden school | - | false
            The first sync of the new token will decide       | certain regenerate forbidden ade@school        | jamf school; renewed awaits_first_sync ade@school; open forbidden school | - | false
            Two more good syncs are needed                    | certain regenerate forbidden ade@school        | jamf school; recovery settles ade@school; open forbidden school | - | false
            The new token needs two more good syncs           | certain regenerate forbidden ade@school        | jamf school; renewed settles ade@school; open forbidden school | - | false
            It fails in another case that is not reported yet | certain regenerate forbidden ade@school        | jamf school; recovery fails ade@school | - | false
            It fails and the advice is no longer supported    | certain regenerate forbidden ade@school        | jamf school; recovery fails ade@school; open forbidden school | withdrawn | false
            The old token works again                         | certain regenerate forbidden ade@school        | jamf school; recovery proven ade@school; open forbidden school | synced | true
            The new token works                               | certain regenerate forbidden ade@school        | jamf school; renewed proven ade@school; open forbidden school | replaced | true
            A new token is long in place but has never synced | certain regenerate forbidden ade@school        | jamf school; renewed not_proven ade@school; open forbidden school | in_place | false
            The proof of the ended case counts                | certain regenerate forbidden ade@school        | jamf school; recovery none ade@school; ended forbidden synced school | synced | true
            A case that ended with a new token                | certain regenerate forbidden ade@school        | jamf school; recovery none ade@school; ended forbidden replaced school | replaced | true
            Silence is no proof                               | certain regenerate forbidden ade@school        | jamf school; recovery none ade@school; ended forbidden not_seen_since school | not_seen_since | false
            The token is deleted                              | certain regenerate forbidden ade@school        | jamf school; recovery none ade@school; ended forbidden token_removed school | token_removed | true
            The configuration no longer names the instance    | certain regenerate forbidden ade@school        | jamf school; recovery none ade@school; ended forbidden no_longer_watched school | no_longer_watched | true
            The ended case is forgotten                       | certain regenerate forbidden ade@school        | jamf school; recovery none ade@school | unknown | false
            It is forgotten where nobody watches any more     | certain regenerate forbidden ade@school        | jamf physics | no_longer_watched | true
            Another remedy continues the case                 | certain regenerate forbidden ade@school        | certain accept_terms terms_not_signed ade@school; recovery fails ade@school | superseded | false
            It has expired since, which its cases do not say  | certain investigate sync_failed ade@school     | date regenerate ade@school~2026-11-20; recovery fails ade@school; open sync_failed school | superseded | false
            It is only to be renewed soon                     | certain investigate sync_failed ade@school     | jamf school; date renew ade@school; certain renew sync_failed ade@physics; recovery fails ade@school ade@physics; open sync_failed school | withdrawn | false
            Nobody can act now                                | certain regenerate forbidden ade@school        | certain wait service_error ade@school; recovery fails ade@school | withdrawn | false
            Both are proven and nothing can change            | certain regenerate forbidden ade@school ade@physics | recovery proven ade@school ade@physics; open forbidden school physics | synced | true
            The weakest part decides for both                 | certain regenerate forbidden ade@school ade@physics | recovery proven ade@school; renewed not_proven ade@physics; open forbidden school physics | in_place | false
            It has not ended while one waits for a sync       | certain regenerate forbidden ade@school ade@physics | recovery proven ade@school; recovery awaits_sync ade@physics; open forbidden school physics | - | false
            Both organisations are read since                 | apple_not_read A: 401; apple_not_read B: 503   | apple_read A; apple_read B | no_longer_found | false
            One leaves the configuration, and one is read     | apple_not_read A: 401; apple_not_read B: 503   | apple_read B | no_longer_found | false
            Both are removed from the configuration           | apple_not_read A: 401; apple_not_read B: 503   | nothing | no_longer_watched | true
            The first request after a corrected scope comes   | apple_not_read A: 401; apple_not_read B: 503   | apple_unread A; apple_read B | - | false
            That of the one that is left is yet to come       | apple_not_read A: 401; apple_not_read B: 503   | apple_unread B | - | false
            The newest request failed                         | apple_not_read A: 401; apple_not_read B: 503   | apple_failing A; apple_read B | - | false
            The last good reading is older than the alert     | apple_not_read A: 401; apple_not_read B: 503   | apple_read A: 2026-11-24T13:22:59Z; apple_read B | - | false
            Jamf Pro has a later date                         | jamf school; date renew ade@school             | jamf school | no_longer_found | true
            One is gone, and the other not watched            | jamf school physics; date renew ade@school ade@physics | jamf physics | no_longer_watched | true
            it may get lost again                             | trouble school tokens_not_read: 401            | jamf school | no_longer_found | false
            nobody watches it                                 | trouble school tokens_not_read: 401            | jamf physics | no_longer_watched | true
            its API is asked no more                          | trouble school tokens_not_read: 401            | sourceless school | no_longer_watched | true
            its log is followed no more                       | trouble school log_not_followed: denied        | jamf school | no_longer_watched | true
            nor understood                                    | trouble school layout_not_understood: none     | jamf school | no_longer_watched | true
            nor compared                                      | trouble school clock_differs: 1 hour           | jamf school | no_longer_watched | true
            one of the two is missing                         | trouble school failure_not_logged: none        | jamf school | no_longer_watched | true
            it is not followed again                          | trouble school log_not_followed: denied        | jamf school; unfollowed school | - | false
            no record is read yet                             | trouble school layout_not_understood: none     | jamf school; unfollowed school | - | false
            no record came yet                                | trouble school clock_differs: 1 hour           | jamf school; unfollowed school | - | false
            it fails for other reasons                        | trouble school tokens_not_read: 401            | silent school 2026-11-24T14:00:00Z | - | false
            an outage hides the date                          | jamf school; date renew ade@school             | health unknown ade@school | - | false
            """)
    void what_is_known_now_decides(String rule, String before, String now, String end, boolean isFinal) {
        Optional<AlertEnd> ended = end(Situation.of(before), Situation.of(now));

        assertThat(ended.map(AlertEnd::resolvedBy).orElse("-")).as(rule).isEqualTo(end);
        assertThat(ended.filter(AlertEnd::isFinal).isPresent()).as(rule).isEqualTo(isFinal);
    }

    /** If the text of the one were made for each of the many, this would take a quarter of an hour. */
    @Test
    @Timeout(180)
    void many_alerts_continue_as_one_in_moments() {
        Situation before = new Situation();
        Situation now = new Situation();
        for (int owner = 1; owner <= 1_000; owner++) {
            Token token = Situation.ade("school" + owner, owner + "@example.org");
            before.certain(Remedy.REGENERATE, Cause.FORBIDDEN, token);
            now.certain(Remedy.ACCEPT_TERMS, Cause.FORBIDDEN, token);
        }
        Assessment later = now.later();
        Function<Delivered, Optional<Alerts.Ended>> ends = GoldenSituations.ALERTS.ends(later);

        assertThat(GoldenSituations.ALERTS.of(before.assessment()))
                .hasSize(1_000)
                .allSatisfy(alert -> assertThat(
                                ends.apply(new Delivered(alert, later.at(), later.at(), Optional.empty()))
                                        .map(ended -> ended.end().how()))
                        .contains(AlertEnd.How.SUPERSEDED));
    }

    @Test
    void a_token_that_left_a_continuing_alert_unwatched_is_in_the_message_and_in_the_end() {
        Situation situation = Situation.of("jamf school; certain regenerate forbidden ade@school");
        Assessment now = situation.assessment();
        Alert alert = progress(now, SCHOOL.key(), PHYSICS.key());

        assertThat(alert.message().headline()).endsWith(" 1 of 2 no longer watched.");
        assertThat(alert.message().where())
                .extracting(Message.Line::text)
                .contains("physics: ADE token with id 1 is no longer watched");
        assertThat(alert.aspects()).contains("unwatched_1");

        Assessment later = Situation.of("jamf school; recovery proven ade@school; ended forbidden synced school")
                .later();
        Delivered delivered = new Delivered(
                alert, Situation.NOW, Situation.NOW, Set.of(SCHOOL.key(), PHYSICS.key()), Optional.empty());

        assertThat(new AlertEnds(later, List.of(), List.of()).of(delivered).map(AlertEnd::resolvedBy))
                .contains("no_longer_watched");
    }

    @ParameterizedTest(name = "{0} and then {1}")
    @CsvSource({
        "push@physics!, push@physics!, true",
        "push@physics!, push@physics!!, false",
        "push@physics/lab~2027-11-30, push@physics, false"
    })
    void a_certificate_is_done_when_it_has_a_new_date_and_the_same_topic(String former, String present, boolean done) {
        Assessment now = Situation.of("jamf school; dated_certificate push@school~2026-11-30; replaced " + former
                        + "; health healthy " + present + "~2027-11-30")
                .assessment();
        Token.Key physics = Situation.certificate("physics", TokenKind.PUSH, "").key();
        String progress = progress(now, physics).message().toString();

        assertThat(progress.contains("1 of 2 renewed.")).isEqualTo(done);
        assertThat(progress.contains("is done: a new certificate is in place")).isEqualTo(done);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            rule,                                              REMEDY,       STATE,             HEADLINE
            One of two has synced since,                       REGENERATE,   SETTLES,           1 of 2 done.
            One of two has a new token,                        REGENERATE,   AWAITS_FIRST_SYNC, '1 of 2 renewed, not yet proven.'
            The new token of one of two works,                 REGENERATE,   PROVEN,            1 of 2 renewed.
            A failure that a sync may end is not done,         REGENERATE,   AWAITS_SYNC,
            One acceptance of terms has no parts,              ACCEPT_TERMS, SETTLES,
            """)
    void a_continuing_alert_counts_the_done_tokens(String rule, Remedy remedy, Recovery.State state, String headline) {
        Cause cause = remedy == Remedy.REGENERATE ? Cause.FORBIDDEN : Cause.TERMS_NOT_SIGNED;
        Assessment now = new Situation()
                .jamf("school", "physics")
                .certain(remedy, cause, SCHOOL)
                .recovery(PHYSICS, state, state != Recovery.State.SETTLES && state != Recovery.State.AWAITS_SYNC)
                .assessment();
        Alert alert = GoldenSituations.only(now);

        Alert progress = progress(now, SCHOOL.key(), PHYSICS.key());

        assertThat(progress.message().headline())
                .as(rule)
                .isEqualTo(alert.message().headline() + (headline == null ? "" : " " + headline));
        assertThat(progress.aspects().equals(alert.aspects())).as("no progress").isEqualTo(headline == null);
        assertThat(progress.message().where().toString().contains(" is done: "))
                .as("only a good sync makes it done")
                .isEqualTo(headline != null && !headline.contains("not yet proven"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            rule                                   | NOW                                                                                                                                        | EARLIER
            all that failed before are done        | jamf school physics; certain regenerate forbidden ade@school; renewed proven ade@physics                                                   | true
            a silenced one failed long before      | jamf school physics chemistry; certain regenerate forbidden ade@school; renewed proven ade@physics; health failing ade@chemistry           | false
            each date has a beginning of its own   | jamf school; dated_certificate push@school~2026-11-30; replaced push@physics!; health healthy push@physics!~2027-11-30                     | false
            """)
    void a_continuing_alert_began_with_the_tokens_that_its_end_names(String rule, String words, boolean isEarlier) {
        Assessment now = Situation.of(words).assessment();
        Token.Key[] named =
                now.tokens().stream().map(health -> health.token().key()).toArray(Token.Key[]::new);

        assertThat(progress(now, named).since().equals(LONG_AGO)).as(rule).isEqualTo(isEarlier);
    }

    @Test
    void a_new_token_that_works_leaves_the_proof_of_the_others_open() {
        Assessment now = new Situation()
                .jamf("school", "physics", "chemistry")
                .certain(Remedy.REGENERATE, Cause.FORBIDDEN, SCHOOL)
                .recovery(PHYSICS, Recovery.State.PROVEN, true)
                .recovery(CHEMISTRY, Recovery.State.AWAITS_FIRST_SYNC, true)
                .assessment();

        assertThat(progress(now, PHYSICS.key(), CHEMISTRY.key()).message().headline())
                .endsWith(" 2 of 3 renewed, not all proven yet.");
    }

    private static Alert progress(Assessment now, Token.Key... named) {
        Alert alert = GoldenSituations.only(now);
        Alert known = alert.with(alert.aspects(), LONG_AGO, alert.message());
        return Progress.of(alert, delivered(known, named), now);
    }

    private static Delivered delivered(Alert known, Token.Key... named) {
        return new Delivered(known, Situation.NOW, Situation.NOW, Set.of(named), Optional.empty());
    }
}
