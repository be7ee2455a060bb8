# Verifies with Mail::DKIM. Reads {zone, jobs} as JSON from standard input: TXT records by name (or how asking ends), and
# a list of {do, message} with messages one character per octet. Writes a list of what each job came to.
use strict;
use warnings;
use JSON::PP;
use Mail::DKIM::ARC::Verifier;
use Mail::DKIM::DNS;
use Mail::DKIM::Verifier;
use Net::DNS;

my $given = decode_json(join '', <STDIN>);

{
    no warnings 'redefine';
    *Mail::DKIM::DNS::query = sub {
        my ($name, $type) = @_;
        my $record = $given->{zone}{$name};
        if (!defined $record || $record eq 'no-such-name') { $@ = 'NXDOMAIN'; return; }
        die "query timed out\n" if $record eq 'timeout';
        die "SERVFAIL\n" if $record eq 'server-failure';
        my @strings = unpack '(a255)*', $record;
        @strings = ('') unless @strings;
        return Net::DNS::RR->new(owner => $name, type => 'TXT', txtdata => [@strings]);
    };
}

my @found;
for my $job (@{ $given->{jobs} }) {
    my $arc = $job->{do} eq 'arc-verify';
    my $verifier = $arc ? Mail::DKIM::ARC::Verifier->new : Mail::DKIM::Verifier->new;
    my $message = $job->{message};
    utf8::downgrade($message);
    $verifier->PRINT($message);
    $verifier->CLOSE;
    my @results = $arc ? $verifier->result : map { $_->result }
        grep { !$_->isa('Mail::DKIM::DkSignature') } $verifier->signatures;
    push @found, \@results;
}
print encode_json(\@found);
