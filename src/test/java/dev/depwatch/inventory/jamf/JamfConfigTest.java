package dev.depwatch.inventory.jamf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.config.ConfigFile;
import dev.depwatch.config.ConfigRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JamfConfigTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void make() throws IOException {
        ConfigRule.writeFiles(folder);
    }

    static Stream<ConfigRule> rules() {
        return ConfigRule.in("""
            given: url: https://jamf.example.org:8443
            an API client
              clientId: a; clientSecretFile: s
            a user
              username: a; passwordFile: s
            both kinds of credentials
              clientId: a; clientSecretFile: s; username: a; passwordFile: s
              => found an API client and a user; expected one of
            no credentials
              => no credentials; expected clientId and clientSecretFile, or username and pass
            half a client
              clientId: a => clientSecretFile: missing; expected beside clientId
            the other half
              clientSecretFile: s => clientId: missing; expected beside clientSecretFile
            half a user
              username: a => passwordFile: missing; expected beside username
            a user without a name
              username: ''; passwordFile: s => username: found ""; expected a t
            an authority
              clientId: a; clientSecretFile: s; caFile: ca.pem
            an authority that is no PEM
              clientId: a; clientSecretFile: s; caFile: section.yml
              => caFile: cannot read "FOLDER/section.yml" (no such block in it); expected a PEM file with a block
            given: clientId: a; clientSecretFile: s
            a context path
              url: https://jamf.example.org/school
            http to this host
              url: http://localhost:8080
            http to this host by its IPv4 address
              url: http://127.0.0.1:8080/a
            http to this host by its IPv6 address
              url: http://[::1]:8080
            http to another host
              url: http://127.0.0.1.example.org
              => url: the credentials would travel unencrypted; expected https, or allowPlainHttp: true if nobody \
                    can read the connection
            allowed http to another host
              url: http://a; allowPlainHttp: true
            no url
              => url: missing; expected an address such as https://jamf.example.org:8443
            no scheme
              url: jamf.example.org => url: not an http or https address; expected one such
            another scheme
              url: ftp://jamf.example.org => url: not an http or https address;
            a mistyped scheme
              url: htp://jamf.example.org => url: not an http or https address;
            a host that none can have
              url: https://jamf_pro => url: an address without a host, or with a wrong character in its host or port; expected
            a port too high
              url: https://a:70000 => url: an address with a port over 65535; expec
            a slash at the end
              url: https://a/ => url: an address with a slash at the end; expect
            a query
              url: https://a?b => url: an address with a query (?…); expected
            a fragment
              url: 'https://a#b' => url: an address with a fragment (#…); expected
            a password
              url: https://me:pw@a => url: an address with user information before the
            blanks
              url: https://a b => url: found "https://a b"; expected an address such as
            the API
              url: https://a.example.org/api => url: an address of an API or a page
            an API
              url: https://a.example.org/b/JSSResource/c => url: an address of an API
            a page
              url: https://a.example.org/index.html => url: an address of an API or a
            a context path like an API
              url: https://a.example.org/apis
            given: url: https://a; clientId: a; clientSecretFile: s
            a gateway and an environment
              platform: eu; environment: 1b2c
            a gateway and a tenant
              platform: us; tenant: 1b2c
            a gateway of an unknown region
              platform: ch; tenant: 1b2c => platform: found "ch"; expected us or eu or apac
            a gateway alone
              platform: apac => environment: missing; expected beside platform
            a gateway with both
              platform: eu; environment: 1b2c; tenant: 2c3d => tenant: found beside environment; expected one of them
            an environment without a gateway
              environment: 1b2c => platform: missing; expected beside environment
            a tenant without a gateway
              tenant: 1b2c => platform: missing; expected beside tenant
            an environment with what a web page hides in it
              platform: eu; environment: "1b\u200B2c" => environment: found a blank or an invisible
            a tenant with a blank
              platform: eu; tenant: 1b 2c => tenant: found a blank
            given: platform: eu; environment: 1b2c
            a gateway without a url
              clientId: a; clientSecretFile: s => url: missing; expected an address
            a gateway and a user
              url: https://a; username: a; passwordFile: s
              => platform: found beside a user, whom the gateway does not let in; expected clientId and client
            a url that no credentials travel to
              url: http://a; clientId: a; clientSecretFile: s
            """);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void which_configurations_are_accepted(ConfigRule rule) throws IOException {
        rule.check(folder, JamfConfig.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'',                                  https://a,                       {}",
        "'platform: us\nenvironment: 1b2c',   https://us.api.jamfcloud.com,    {X-Environment-Id=1b2c}",
        "'platform: eu\nenvironment: 1b2c',   https://eu.api.jamfcloud.com,    {X-Environment-Id=1b2c}",
        "'platform: apac\ntenant: 2c3d',      https://apac.api.jamfcloud.com,  {X-Tenant-Id=2c3d}",
    })
    void what_is_asked(String platform, String address, String target) throws Exception {
        Path file = Files.writeString(
                folder.resolve("section.yml"), "url: https://a\nclientId: a\nclientSecretFile: s\n" + platform);

        JamfServer server =
                ConfigFile.read(file, Map.of()).bind(JamfConfig.class).server();

        assertThat(server.address()).hasToString(address);
        assertThat(server.target()).hasToString(target);
    }
}
