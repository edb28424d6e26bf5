NAME unbounded
OBJSENSE
    MAX
ROWS
 N obj
 L capacity_0
 L capacity_1
 L capacity_2
 L capacity_3
 L capacity_4
 G mix
COLUMNS
    MARKER0 'MARKER' 'INTORG'
    machine_0 obj -50
    machine_0 capacity_0 -18
    machine_1 obj -50
    machine_1 capacity_1 -19
    machine_2 obj -50
    machine_2 capacity_2 -12
    machine_3 obj -50
    machine_3 capacity_3 -11
    machine_4 obj -50
    machine_4 capacity_4 -10
    MARKER1 'MARKER' 'INTEND'
    make_0 obj 11
    make_0 capacity_0 1
    make_0 mix 1
    make_1 obj 11
    make_1 capacity_1 1
    make_1 mix -2
    make_2 obj 10
    make_2 capacity_2 1
    make_3 obj 11
    make_3 capacity_3 1
    make_4 obj 6
    make_4 capacity_4 1
RHS
BOUNDS
 PL BND machine_0
 PL BND machine_1
 PL BND machine_2
 PL BND machine_3
 PL BND machine_4
ENDATA
