# An SMSC on Net::SMPP: binds, takes messages, reports them delivered, sends what a phone writes.
# Standard output: one JSON object a line. Standard input: "mo FROM TO HEX", "receipts on|off|fail", "status N", "drop".
use strict;
use warnings;
use IO::Select;
use Net::SMPP;

$| = 1;
$SIG{PIPE} = 'IGNORE';
# Arguments: system id, password, port.
my ($system_id, $password) = @ARGV;
my $server = Net::SMPP->new_listen('127.0.0.1', port => $ARGV[2], smpp_version => 0x34, interface_version => 0x34)
  or die "cannot listen: $!";
printf qq({"event":"listening","port":%d}\n), $server->sockport;
my $select = IO::Select->new($server, \*STDIN);
my (%session, $receipts, $status, $next_id);
($receipts, $status, $next_id) = ('on', 0, 1);

sub drop { my ($socket) = @_; $select->remove($socket); delete $session{$socket}; close $socket; }

sub receipt {
  my ($smpp, $pdu, $id) = @_;
  return if $receipts eq 'off';
  my $stat = $receipts eq 'fail' ? 'UNDELIV' : 'DELIVRD';
  my $text = sprintf 'id:%s sub:001 dlvrd:001 submit date:2601011200 done date:2601011201 stat:%s err:000 text:', $id, $stat;
  $smpp->deliver_sm(esm_class => 0x04, source_addr => $pdu->{destination_addr}, destination_addr => $pdu->{source_addr},
    short_message => $text, async => 1);
}

sub take {
  my ($socket) = @_;
  my $smpp = $session{$socket};
  my $pdu = $smpp->read_pdu();
  return drop($socket) unless $pdu;
  my %answer = (seq => $pdu->{seq}, async => 1);
  my $cmd = $pdu->{cmd};
  if ($cmd == Net::SMPP::CMD_bind_transceiver) {
    my $ok = $pdu->{system_id} eq $system_id && $pdu->{password} eq $password;
    $smpp->bind_transceiver_resp(%answer, system_id => 'smsc', status => $ok ? 0 : 0x0e);
    print $ok ? qq({"event":"bound"}\n) : qq({"event":"refused"}\n);
  } elsif ($cmd == Net::SMPP::CMD_submit_sm) {
    my $id = $status ? '' : 'M' . $next_id++;
    $smpp->submit_sm_resp(%answer, message_id => $id, status => $status);
    return if $status;
    printf qq({"event":"sms","id":"%s","from":"%s","to":"%s","coding":%d,"registered":%d,"hex":"%s"}\n), $id,
      $pdu->{source_addr}, $pdu->{destination_addr}, $pdu->{data_coding}, $pdu->{registered_delivery},
      unpack('H*', $pdu->{short_message});
    receipt($smpp, $pdu, $id) if $pdu->{registered_delivery} & 1;
  } elsif ($cmd == Net::SMPP::CMD_enquire_link) {
    $smpp->enquire_link_resp(%answer);
  } elsif ($cmd == Net::SMPP::CMD_unbind) {
    $smpp->unbind_resp(%answer);
    drop($socket);
  } elsif ($cmd == Net::SMPP::CMD_deliver_sm_resp) {
    printf qq({"event":"deliver_resp","status":%d}\n), $pdu->{status};
  }
}

sub command {
  my ($line) = @_;
  my ($word, @rest) = split ' ', $line;
  if ($word eq 'mo') {
    $_->deliver_sm(source_addr => $rest[0], destination_addr => $rest[1], data_coding => 8,
      short_message => pack('H*', $rest[2]), async => 1) for values %session;
  }
  $receipts = $rest[0] if $word eq 'receipts';
  $status = $rest[0] if $word eq 'status';
  if ($word eq 'drop') { drop($_) for grep { $session{$_} } $select->handles; }
  print qq({"event":"done","command":"$word"}\n);
}

my $buffer = '';
while (1) {
  for my $socket ($select->can_read(1)) {
    if ($socket == $server) {
      my $client = $server->accept or next;
      $session{$client} = $client;
      $select->add($client);
    } elsif ($socket == \*STDIN) {
      my $read = sysread(STDIN, $buffer, 65536, length $buffer);
      exit 0 unless $read;
      command($1) while $buffer =~ s/^([^\n]*)\n//;
    } else {
      take($socket);
    }
  }
}
