package dev.depwatch.assess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.token.TokenKind;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a certificate needs, by its date and by what Jamf Pro notifies. A day has 1,440 minutes. */
class CertificatesTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource({"dates", "notifications", "records"})
    void what_a_certificate_needs(Situation situation) {
        situation.holds(AssessmentLines::by);
    }

    static Stream<Situation> dates() {
        return Situation.told("""
                given: instances school; certificate school PUSH it-admin
                without a date nothing is known
                    @ 1 | nothing
                its year has just begun
                    expires school 1 500000 @ 1 | nothing
                only its own account can renew it, and is out
                    expires school 1 500000; account X it-admin DEACTIVATED 5
                    @ 60 | school: renew_certificate, certain 1 of it-admin OWNER_ACCOUNT_OUT
                it ends within the first step
                    expires school 1 86400 @ -1 | nothing @ 0 | school: renew_certificate, certain 1 of it-admin
                it has ended, and still only the same Apple ID can renew it
                    expires school 1 100 @ 101 | school: renew_certificate, certain 1 of it-admin CERTIFICATE_IS_OVER
                its date is the configuration's, so no reading can change it
                    expires school 1 100; readAt school 50; apiDown school 51
                    @ 101 | school: renew_certificate, certain 1 of it-admin CERTIFICATE_IS_OVER
                the configuration knows it without any reading
                    expires school 1 100; neverRead school; apiDown school 0
                    @ 101 | school: renew_certificate, certain 1 of it-admin CERTIFICATE_IS_OVER
                given: instances school
                the built-in CA may have been renewed since the last reading
                    certificate school CA -; expires school 1 100; readAt school 50; apiDown school 51
                    @ 101 | school: renew_certificate, certain 1
                the built-in CA hangs on nobody
                    certificate school CA -; expires school 1 86400 @ 0 | school: renew_certificate, certain 1
                GSX has an account
                    certificate school GSX it-admin; expires school 1 86400
                    @ 0 | school: renew_certificate, certain 1 of it-admin
                """);
    }

    static Stream<Situation> notifications() {
        return Situation.told("""
                given: instances school
                nothing is configured: depwatch says so, and that Jamf Pro notifies of it
                    notifies school PUSH_CERT_WILL_EXPIRE - @ 1 | school: renew_certificate, unknown AS_NOTIFIED
                expired
                    notifies school PUSH_CERT_EXPIRED -
                    @ 1 | school: renew_certificate, unknown CERTIFICATE_IS_OVER AS_NOTIFIED
                revoked counts more than about to end
                    notifies school PUSH_CERT_WILL_EXPIRE -; notifies school APNS_CERT_REVOKED -
                    @ 1 | school: renew_certificate, unknown CERTIFICATE_IS_OVER AS_NOTIFIED
                the built-in CA
                    notifies school BUILT_IN_CA_EXPIRING - @ 1 | school: renew_certificate, unknown AS_NOTIFIED
                GSX
                    notifies school GSX_CERT_EXPIRED -
                    @ 1 | school: renew_certificate, unknown CERTIFICATE_IS_OVER AS_NOTIFIED
                the push proxy renews itself
                    notifies school PUSH_PROXY_CERT_EXPIRED - @ 1 | nothing
                another certificate is shown, and asks for nothing
                    notifies school TOMCAT_SSL_CERT_EXPIRED - @ 1 | nothing
                a renewal that went well is none
                    notifies school BUILT_IN_CA_RENEWAL_SUCCESS - @ 1 | nothing
                given: instances school; certificate school PUSH it-admin
                the owner is configured
                    notifies school PUSH_CERT_WILL_EXPIRE -
                    @ 1 | school: renew_certificate, certain 1 of it-admin AS_NOTIFIED
                a new date alone is no proof while Jamf Pro notifies
                    notifies school PUSH_CERT_EXPIRED -; expires school 1 500000
                    @ 1 | school: renew_certificate, certain 1 of it-admin CERTIFICATE_IS_OVER AS_NOTIFIED
                """);
    }

    static Stream<Situation> records() {
        return Situation.told("""
                given: instances school
                a record reports the expired certificate, until the log has been silent for a day
                    seen school CERTIFICATE_EXPIRED 0 1
                    @ 1 | school: renew_certificate, unknown CERTIFICATE_IS_OVER
                    @ 1440 | school: renew_certificate, unknown CERTIFICATE_IS_OVER @ 1442 | nothing
                the record and the notification are one
                    certificate school PUSH it-admin; notifies school PUSH_CERT_EXPIRED -
                    seen school CERTIFICATE_EXPIRED 0 1
                    @ 1 | school: renew_certificate, certain 1 of it-admin CERTIFICATE_IS_OVER
                """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void what_to_look_into(Situation situation) {
        situation.holds(CertificatesTest::kinds);
    }

    static Stream<Situation> what_to_look_into() {
        return Situation.told("""
                given: instances school; certificate school PUSH it-admin; expires school 1 500000
                what Jamf Pro notifies of a certificate is in its own message, with the date to look at
                    notifies school PUSH_CERT_EXPIRED - @ 1440 | nothing
                no devices get commands
                    notifies school APNS_CONNECTION_FAILURE - @ 1 | nothing @ 60 | JAMF_NOTIFIES APNS_CONNECTION_FAILURE
                the CA was not renewed
                    notifies school BUILT_IN_CA_RENEWAL_FAILED - @ 60 | JAMF_NOTIFIES BUILT_IN_CA_RENEWAL_FAILED
                what the administrator wants reported
                    notifies school TOMCAT_SSL_CERT_EXPIRED - @ 60 | JAMF_NOTIFIES TOMCAT_SSL_CERT_EXPIRED
                nobody asked for it
                    notifies school SSO_CERT_WILL_EXPIRE - @ 1440 | nothing
                a type that nobody knows yet
                    notifies school SOMETHING_NEW - @ 1440 | nothing
                given: instances school; ade school 1 it-admin; expires school 1 500000
                an ADE token of that name has expired, says Jamf Pro, and its API gives another date
                    notifies school DEP_INSTANCE_EXPIRED token_1 @ 1439 | nothing
                    @ 1440 | DATES_DIFFER "token 1" has expired, but the Jamf Pro API says 2027-11-06
                a year ahead, and Jamf Pro warns
                    notifies school DEP_INSTANCE_WILL_EXPIRE token_1
                    @ 1440 | DATES_DIFFER "token 1" ends soon, but the Jamf Pro API says 2027-11-06
                the notification of before a renewal goes by itself
                    well school 1; notifies school DEP_INSTANCE_WILL_EXPIRE token_1; renewedUntil 500000 school 1 3000
                    @ 4439 | nothing
                    @ 4440 | DATES_DIFFER "token 1" ends soon, but the Jamf Pro API says 2027-11-06
                two months ahead, a warning fits
                    expires school 1 86400; notifies school DEP_INSTANCE_WILL_EXPIRE token_1 @ 1440 | nothing
                another token
                    notifies school DEP_INSTANCE_EXPIRED token_2 @ 1440 | nothing
                """);
    }

    /** Its topics one after the other, a day each, with the one that devices know and the new one; "-" is unknown. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            rule,                               TOPICS, REPORTED
            another one,                        A B,    'new topic is B, the former one A.'
            renewed under its own,              A A,
            the file shows the topic first,     - B,
            the former one is put back,         A B A,
            a mistake and another mistake,      A B C,  'new topic is C, the former one A.'
            its owner is corrected afterwards,  A B B,  'new topic is B, the former one A.'
            """)
    void a_push_certificate_is_renewed_under_its_topic(String rule, String topics, @Nullable String reported) {
        World world = World.of("school")
                .certificate("school", TokenKind.PUSH, "it-admin")
                .certificate("school", TokenKind.CA, "")
                .expires("school", "1", 500_000);
        List<String> all = List.of(topics.replace("-", "").split(" "));
        for (int day = 0; day < all.size(); day++) {
            world.server("school", "1", all.get(day));
            if (day + 1 < all.size()) {
                world.replaced("school", "1", day * 1440);
            }
        }

        assertThat(world.at(1441).issues())
                .as(rule)
                .extracting(issue -> issue.sentence().replaceAll(".* The new", "new"))
                .isEqualTo(reported == null ? List.of() : List.of(reported));
        assertThat(AssessmentLines.health(world.at(1441)))
                .as(rule)
                .isEqualTo(List.of("school 1 " + (reported == null ? "healthy" : "unknown"), "school 1 healthy"));
        assertThat(world.at(8 * 1440 + 1).issues()).as(rule).isEmpty();
    }

    private static List<String> kinds(Assessment assessment) {
        return assessment.issues().stream()
                .map(found -> found.kind() + " " + found.about())
                .toList();
    }
}
