// SPDX-License-Identifier: Apache-2.0
package dev.llmops.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.contracts.forge.UpstreamFailure.Unreachable;
import dev.llmops.kernel.ErrorCode;
import dev.llmops.kernel.Problem;
import dev.llmops.kits.provider.ProviderKit;
import dev.llmops.platform.web.outbound.AddressPolicy;
import dev.llmops.platform.web.outbound.Cidr;
import dev.llmops.platform.web.outbound.HostLookup;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
    private static final String BODY = "{\"model\":\"stub\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, true",
        "93.184.216.34, true",
        "172.15.255.255, true",
        "172.32.0.1, true",
        "100.63.255.255, true",
        "100.128.0.0, true",
        "2606:4700::1111, true",
        "64:ff9b::808:808, true",
        "2002:808:808::1, true",
        "127.0.0.1, false",
        "127.255.255.254, false",
        "0.0.0.0, false",
        "10.0.0.1, false",
        "172.16.0.1, false",
        "172.31.255.255, false",
        "192.168.1.1, false",
        "169.254.169.254, false",
        "100.64.0.1, false",
        "100.100.100.200, false",
        "168.63.129.16, false",
        "192.0.0.192, false",
        "198.18.0.1, false",
        "224.0.0.1, false",
        "240.0.0.1, false",
        "255.255.255.255, false",
        "::1, false",
        "::, false",
        "fe80::1, false",
        "fc00::1, false",
        "fd00:ec2::254, false",
        "ff02::1, false",
        "fec0::1, false",
        "::ffff:127.0.0.1, false",
        "::ffff:10.0.0.1, false",
        "::127.0.0.1, false",
        "64:ff9b::7f00:1, false",
        "64:ff9b:1::1, false",
        "2002:7f00:1::1, false",
        "2002:a00:1::1, false",
        "2001:db8::1, false",
        "2001::1, false"
    })
    void onlyPublicAddressesAreAllowedByDefault(String address, boolean allowed) throws Exception {
        assertThat(new AddressPolicy(List.of()).allows(InetAddress.getByName(address)))
                .isEqualTo(allowed);
    }

    @Test
    void aMappedAddressIsJudgedAsTheOneItCarries() throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(InetAddress.getByName("169.254.169.254").getAddress(), 0, mapped, 12, 4);
        // The JDK's own unwrapping can be got around by a scope, so the policy must not rely on it.
        InetAddress address = java.net.Inet6Address.getByAddress("x", mapped, 0);
        assertThat(new AddressPolicy(List.of()).allows(address)).isFalse();
    }

    @Test
    void anAllowedNetworkIsAllowedAndNothingBeside() throws Exception {
        AddressPolicy policy = new AddressPolicy(List.of(Cidr.parse("10.1.0.0/20"), Cidr.parse("fd12::/16")));
        assertThat(policy.allows(InetAddress.getByName("10.1.15.255"))).isTrue();
        assertThat(policy.allows(InetAddress.getByName("10.1.16.0"))).isFalse();
        assertThat(policy.allows(InetAddress.getByName("fd12:ffff::1"))).isTrue();
        assertThat(policy.allows(InetAddress.getByName("fd13::1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0.0/-1", "example.com", "10.0.0.0/8/8", "::1/129", "ten/8"})
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://2130706433/v1",
                "http://0x7f000001/v1",
                "http://0177.0.0.1/v1",
                "http://127.1/v1",
                "http://0x7f.1/v1",
                "http://127.0.0.1./v1",
                "http://256.1.1.1/v1",
                "ftp://example.com",
                "https://user:secret@example.com/v1",
                "https://example.com/v1?key=secret",
                "https://example.com/v1#x",
                "example.com/v1",
                "https://",
                "https:///v1",
                "http://exa mple.com",
                "http://example.com:0/v1",
                "http://example.com:70000/v1",
                "http://[fe80::1%25eth0]/v1",
                ""
            })
    void aBaseUrlOutOfFormIsRefusedWithoutRepeatingASecret(String url) {
        assertThatThrownBy(() -> Endpoint.parse(url)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
            assertThat(problem.detail()).doesNotContain("user:secret");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS://API.Example.com:443/v1/, https://api.example.com/v1",
        "http://example.com:80, http://example.com",
        "http://example.com:8000/openai/v1//, http://example.com:8000/openai/v1",
        "http://[2606:4700::1]:8080/v1, http://[2606:4700::1]:8080/v1",
        "https://93.184.216.34/v1, https://93.184.216.34/v1",
    })
    void aBaseUrlHasOneForm(String given, String form) {
        assertThat(Endpoint.parse(given).baseUrl()).isEqualTo(form);
    }

    @Test
    void anAddressThatIsNotAllowedIsNotConnectedTo() {
        try (ProviderKit kit = ProviderKit.start();
                Calls calls = new Calls(HostLookup.system())) {
            CollectingSink sink =
                    calls.call(Calls.openAi(kit.baseUrl()), BODY, false).await();
            assertThat(((Unreachable) sink.failure()).reason()).contains("not allowed");
            assertThat(kit.calls()).isZero();
        }
    }

    @Test
    void aNameThatChangesItsAddressAfterTheCheckGainsNothing() {
        InetAddress publicAddress = address("192.0.2.1");
        InetAddress loopback = address("127.0.0.1");
        AtomicInteger lookups = new AtomicInteger();
        // Public when it is checked, loopback ever after: whoever looks it up again to connect ends on loopback.
        HostLookup rebinding = host -> List.of(lookups.getAndIncrement() == 0 ? publicAddress : loopback);
        try (ProviderKit kit = ProviderKit.start();
                Calls calls = new Calls(rebinding, "192.0.2.0/24")) {
            calls.timeoutMillis = 300;
            calls.call(Calls.openAi("http://rebind.example.com:" + kit.port() + "/v1"), BODY, false)
                    .await();
            assertThat(lookups).hasValue(1);
            CollectingSink second = calls.call(
                            Calls.openAi("http://rebind.example.com:" + kit.port() + "/v1"), BODY, false)
                    .await();
            assertThat(lookups).hasValue(2);
            assertThat(((Unreachable) second.failure()).reason()).contains("not allowed");
            assertThat(kit.calls()).isZero();
        }
    }

    @Test
    void ofSeveralAddressesOnlyTheAllowedAreUsed() {
        HostLookup mixed = host -> List.of(address("10.9.9.9"), address("127.0.0.1"));
        try (ProviderKit kit = ProviderKit.start();
                Calls calls = new Calls(mixed, "127.0.0.0/8")) {
            CollectingSink sink = calls.call(
                            Calls.openAi("http://mixed.example.com:" + kit.port() + "/v1"), BODY, false)
                    .await();
            assertThat(sink.failure).isNull();
            assertThat(kit.calls()).isEqualTo(1);
        }
    }

    @Test
    void aDeadAddressIsFollowedByTheNext() {
        HostLookup two = host -> List.of(address("127.0.0.2"), address("127.0.0.1"));
        try (ProviderKit kit = ProviderKit.start();
                Calls calls = new Calls(two, "127.0.0.0/8")) {
            CollectingSink sink = calls.call(Calls.openAi("http://two.example.com:" + kit.port() + "/v1"), BODY, false)
                    .await();
            assertThat(sink.failure).isNull();
        }
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
