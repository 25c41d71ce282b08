package dev.facteur.deliver.direct;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2a00:1450:4010:c1c::1b",
                "2001:4860:4860::8888",
                "2001:200::1",
                "2002:0808:0808::1",
                "64:ff9b::808:808",
            })
    void anAddressOnThePublicInternetMayBeCalled(String address) {
        assertThat(PublicAddresses.objection(InetAddress.ofLiteral(address))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, means the calling machine itself",
        "0.255.255.255, means the calling machine itself",
        "10.0.0.1, is a private address",
        "10.255.255.255, is a private address",
        "100.64.0.1, is an address behind a carrier's NAT",
        "100.127.255.255, is an address behind a carrier's NAT",
        "127.0.0.1, is a loopback address",
        "127.255.255.254, is a loopback address",
        "169.254.169.254, is a link-local address",
        "172.16.0.1, is a private address",
        "172.31.255.255, is a private address",
        "192.0.0.8, is reserved for protocols",
        "192.88.99.1, is reserved for relays of 6to4",
        "192.168.0.1, is a private address",
        "198.18.0.1, is reserved for benchmarks",
        "198.19.255.255, is reserved for benchmarks",
        "224.0.0.1, is a multicast address",
        "239.255.255.255, is a multicast address",
        "240.0.0.1, 'is reserved, or means everybody on a network'",
        "255.255.255.255, 'is reserved, or means everybody on a network'",
        "::, means the calling machine itself",
        "::1, is a loopback address",
        "fc00::1, is a private address",
        "fdff:ffff::1, is a private address",
        "fe80::1, is a link-local address",
        "febf::1, is a link-local address",
        "fec0::1, is not on the public Internet",
        "ff02::1, is a multicast address",
        "100::1, is not on the public Internet",
        "2001::1, is reserved for protocols",
        "2001:0:7f00:1::, is reserved for protocols",
        "64:ff9b:1::1, is not on the public Internet",
        "5f00::1, is not on the public Internet",
    })
    void anyOtherIsNamedForWhatItIs(String address, String words) {
        assertThat(PublicAddresses.objection(InetAddress.ofLiteral(address)))
                .hasToString(words + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "::127.0.0.1, 127.0.0.1",
        "2002:7f00:1::1, 127.0.0.1",
        "2002:c0a8:101::, 192.168.1.1",
        "2002:a9fe:a9fe::, 169.254.169.254",
        "64:ff9b::10.0.0.1, 10.0.0.1",
        "64:ff9b::a9fe:a9fe, 169.254.169.254",
    })
    void aPrivateAddressInsideAnotherIsFound(String address, String inner) {
        assertThat(String.valueOf(PublicAddresses.objection(InetAddress.ofLiteral(address))))
                .startsWith("leads to " + inner + ", which is ");
    }

    @Test
    void aMappedAddressIsNoWayRound() throws UnknownHostException {
        var bytes = HexFormat.of().parseHex("00000000000000000000ffff7f000001");
        assertThat(PublicAddresses.objection(InetAddress.getByAddress(bytes))).isNotNull();
    }
}
